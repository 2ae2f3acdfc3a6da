import { useEffect, useRef, useState } from 'preact/hooks'
import { api, type ExecutionItem, type ExecutionList, type ListedStatus } from '../api/operations.ts'
import { serverFacts } from '../api/server-facts.ts'
import { withFirstPage, withNextPage } from '../model/execution-pages.ts'

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
          setState((before) => refreshed(before, page))
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
        executions: withNextPage(before.executions, page.executions),
        nextToken: page.nextToken,
      }))
    } catch (error) {
      setState((before) => ({ ...before, error }))
    }
  }
  const { executions, isLoaded, error, nextToken } = state
  return { executions, isLoaded, error, hasMore: nextToken !== undefined, loadMore }
}

/** Replaces the executions that the first page covers. Those of the pages behind it stay. */
const refreshed = (before: ExecutionsState, { executions, nextToken }: ExecutionList): ExecutionsState => {
  if (nextToken === undefined) return { executions, nextToken, isLoaded: true }
  return {
    executions: withFirstPage(before.executions, executions),
    nextToken: before.executions.length >= PAGE ? before.nextToken : nextToken,
    isLoaded: true,
  }
}
