import { useEffect, useRef, useState } from 'preact/hooks'
import { api, type ExecutionItem, type ListedStatus } from '../api/operations.ts'
import { serverFacts } from '../api/server-facts.ts'

const PAGE = 200
const POLL_MS = serverFacts.kind === 'aws' ? 5000 : 1500

interface ExecutionsState {
  readonly executions: readonly ExecutionItem[]
  readonly nextToken: string | undefined
  readonly isLoaded: boolean
  readonly error?: unknown
}

const nothing: ExecutionsState = { executions: [], nextToken: undefined, isLoaded: false }

/** The executions of a state machine or a Map Run, newest first: the first page is loaded again and again, others on demand. */
export const useExecutions = (
  owner: { readonly stateMachineArn: string } | { readonly mapRunArn: string },
  statusFilter: ListedStatus | undefined,
) => {
  const [state, setState] = useState(nothing)
  const latest = useRef(state)
  latest.current = state
  const query = { ...owner, maxResults: PAGE, ...(statusFilter && { statusFilter }) }
  const key = JSON.stringify(query)
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    setState(nothing)
    const refresh = async () => {
      try {
        if (!document.hidden || !latest.current.isLoaded) {
          const page = await api.listExecutions(query, stop.signal)
          setState((before) => withFirstPage(before, page))
        }
      } catch (error) {
        if (!stop.signal.aborted) setState((before) => ({ ...before, error }))
      }
      if (!stop.signal.aborted) timer = setTimeout(refresh, POLL_MS)
    }
    void refresh()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [key])
  const loadMore = async () => {
    const { nextToken } = latest.current
    if (nextToken === undefined) return
    try {
      const page = await api.listExecutions({ ...query, nextToken })
      setState((before) => ({
        ...before,
        executions: merge(before.executions, page.executions),
        nextToken: page.nextToken,
      }))
    } catch (error) {
      setState((before) => ({ ...before, error }))
    }
  }
  const { executions, isLoaded, error, nextToken } = state
  return { executions, isLoaded, error, hasMore: nextToken !== undefined, loadMore }
}

/** The first page replaces what it covers; the pages behind it stay, if the user has loaded any. */
const withFirstPage = (
  before: ExecutionsState,
  { executions, nextToken }: { readonly executions: readonly ExecutionItem[]; readonly nextToken?: string },
): ExecutionsState => {
  const hasMorePages = before.executions.length > PAGE
  return {
    executions: hasMorePages ? merge(executions, before.executions.slice(PAGE)) : executions,
    nextToken: hasMorePages ? before.nextToken : nextToken,
    isLoaded: true,
  }
}

/** Both lists, without executions that the first one has. */
const merge = (first: readonly ExecutionItem[], second: readonly ExecutionItem[]): ExecutionItem[] => {
  const known = new Set(first.map(({ executionArn }) => executionArn))
  return [...first, ...second.filter(({ executionArn }) => !known.has(executionArn))]
}
