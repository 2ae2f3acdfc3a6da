import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

export interface VirtualListProps {
  /** Unique in the page: the ids of rows begin with it. */
  readonly id: string
  readonly label: string
  readonly role: 'tree' | 'grid'
  readonly count: number
  /** Pixels. */
  readonly rowHeight: number
  /** The index of the selected row; -1 for none. */
  readonly active: number
  readonly onActive: (index: number) => void
  /** Called for Enter, and for keys that the list itself does not use. */
  readonly onKey?: (event: KeyboardEvent, index: number) => void
  /** Stays at the end as rows are added, if it is scrolled to the end. */
  readonly isFollowing?: boolean
  readonly row: (index: number) => ComponentChildren
}

/** Rows above and below the visible ones. */
const OVERSCAN = 8

/** A list that draws only the rows in view. Arrow keys, Page Up, Page Down, Home and End move the selection. */
export const VirtualList = (props: VirtualListProps) => {
  const { id, label, role, count, rowHeight, active, row } = props
  const ref = useRef<HTMLDivElement>(null)
  const view = useView(ref)
  useFollow(ref, props)
  useReveal(ref, active, rowHeight)
  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN)
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN)
  return (
    <div
      ref={ref}
      id={id}
      class="list"
      role={role}
      aria-label={label}
      aria-rowcount={role === 'grid' ? count : undefined}
      aria-activedescendant={active >= first && active < last ? rowId(id, active) : undefined}
      tabIndex={0}
      onKeyDown={(event) => moveOnKey(event, props, Math.floor(view.height / rowHeight))}
    >
      <div class="list-space" role="presentation" style={{ height: `${count * rowHeight}px` }}>
        <div class="list-rows" role="presentation" style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, offset) => row(first + offset))}
        </div>
      </div>
    </div>
  )
}

/** The id of a row's element. */
export const rowId = (id: string, index: number): string => `${id}-${index}`

type ListRef = { readonly current: HTMLDivElement | null }

/** The part of the list that is in view. */
const useView = (ref: ListRef) => {
  const [view, setView] = useState({ top: 0, height: 0 })
  useLayoutEffect(() => {
    const list = ref.current
    if (!list) return
    const measure = () => setView({ top: list.scrollTop, height: list.clientHeight })
    // The observer measures before the first frame is drawn, without a layout of its own.
    const observer = new ResizeObserver(measure)
    observer.observe(list)
    list.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      list.removeEventListener('scroll', measure)
    }
  }, [ref])
  return view
}

const useFollow = (ref: ListRef, { isFollowing, count, rowHeight }: VirtualListProps): void => {
  const before = useRef(count)
  useLayoutEffect(() => {
    const list = ref.current
    const wasAtEnd = list && list.scrollTop + list.clientHeight >= before.current * rowHeight - rowHeight
    if (isFollowing && wasAtEnd && count > before.current) list.scrollTop = count * rowHeight
    before.current = count
  }, [ref, count, isFollowing, rowHeight])
}

/** Scrolls to the selected row if it is not in view: by one row if it is the next one, else so that it is in the middle. */
const useReveal = (ref: ListRef, active: number, rowHeight: number): void => {
  useEffect(() => {
    const list = ref.current
    if (!list || active < 0) return
    const above = list.scrollTop - active * rowHeight
    const below = (active + 1) * rowHeight - list.scrollTop - list.clientHeight
    const hidden = Math.max(above, below)
    if (hidden <= 0) return
    if (hidden > 2 * rowHeight) list.scrollTop = (active + 0.5) * rowHeight - list.clientHeight / 2
    else list.scrollTop += above > 0 ? -above : below
  }, [ref, active, rowHeight])
}

const moveOnKey = (event: KeyboardEvent, { count, active, onActive, onKey }: VirtualListProps, page: number): void => {
  const target = targetOf(event.key, { active, page, last: count - 1 })
  if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) {
    onKey?.(event, active)
    return
  }
  event.preventDefault()
  if (count > 0) onActive(Math.min(count - 1, Math.max(0, target)))
}

const targetOf = (
  key: string,
  { active, page, last }: { readonly active: number; readonly page: number; readonly last: number },
): number | undefined => {
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: last,
  }
  return Object.hasOwn(targets, key) ? targets[key] : undefined
}
