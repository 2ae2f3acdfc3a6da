import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Box } from '../../../graph/boxes.ts'
import { layoutGraph, MACHINE_HEADER, type MachineBox } from '../../../graph/layout-graph.ts'
import { readGraph } from '../../../graph/read-graph.ts'
import type { GraphMarks } from '../model/graph-marks.ts'
import { isDirection, nearestBox } from '../model/nearest-box.ts'
import { FailureNotice } from '../parts/notice.tsx'
import { GraphMachineView } from './graph-machine-view.tsx'

export interface GraphViewProps {
  /** ASL. */
  readonly definition: unknown
  readonly marks?: GraphMarks | undefined
  readonly selected?: string | undefined
  readonly onSelect: (name: string) => void
}

/** The graph of a definition. Its states can be selected, also with the arrow keys. */
export const GraphView = ({ definition, ...props }: GraphViewProps) => {
  const drawn = useMemo(() => tryLayout(definition), [definition])
  return 'box' in drawn ? <LaidOutGraph box={drawn.box} {...props} /> : <FailureNotice error={drawn.error} />
}

type LaidOutGraphProps = Omit<GraphViewProps, 'definition'> & { readonly box: MachineBox }

const LaidOutGraph = ({ box, marks, selected, onSelect }: LaidOutGraphProps) => {
  const ref = useRef<HTMLDivElement>(null)
  const [zoom, setZoom] = useState<number>()
  const size = useSize(ref)
  const nodes = useMemo(() => flatten(box, { x: 0, y: 0 }), [box])
  const scale = zoom ?? fittingScale(box, size)
  useReveal(ref, selected, scale)
  const move = (event: KeyboardEvent) => {
    if (!isDirection(event.key)) return
    event.preventDefault()
    const current = nodes.find(({ name }) => name === selected)
    const next = current ? nearestBox(current, nodes, event.key) : nodes[0]
    if (next) onSelect(next.name)
  }
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)]
  return (
    <div class="graph">
      <div
        ref={ref}
        class="graph-scroll"
        tabIndex={0}
        role="group"
        aria-label="Graph: arrow keys select a state"
        onKeyDown={move}
      >
        <svg width={width * scale} height={height * scale} viewBox={`0 0 ${width} ${height}`}>
          <GraphMachineView box={box} marks={marks} selected={selected} onSelect={onSelect} />
        </svg>
      </div>
      <ZoomButtons scale={scale} onZoom={setZoom} />
    </div>
  )
}

interface ZoomButtonsProps {
  readonly scale: number
  /** Gets no scale if the graph is to fit its pane. */
  readonly onZoom: (scale?: number) => void
}

const ZoomButtons = ({ scale, onZoom }: ZoomButtonsProps) => (
  <div class="graph-zoom">
    <button type="button" aria-label="Zoom out" onClick={() => onZoom(Math.max(0.2, scale / 1.25))}>
      −
    </button>
    <button type="button" aria-label="Fit the graph" onClick={() => onZoom()}>
      Fit
    </button>
    <button type="button" aria-label="Zoom in" onClick={() => onZoom(Math.min(3, scale * 1.25))}>
      +
    </button>
  </div>
)

const tryLayout = (definition: unknown): { readonly box: MachineBox } | { readonly error: unknown } => {
  try {
    return { box: layoutGraph(readGraph(definition).machine) }
  } catch (error) {
    return { error }
  }
}

/** The least scale at which a graph is fitted to the width of its pane, and to the height: smaller text is hard to read. */
const MIN_SCALE = { width: 0.55, height: 0.75 }

const fittingScale = (
  box: MachineBox,
  { width, height }: { readonly width: number; readonly height: number },
): number =>
  Math.min(1, Math.max(MIN_SCALE.width, (width - 4) / box.width), Math.max(MIN_SCALE.height, (height - 4) / box.height))

interface NamedBox extends Box {
  readonly name: string
}

/** The boxes of all states, from the corner of the graph. */
const flatten = (machine: MachineBox, offset: { readonly x: number; readonly y: number }): NamedBox[] =>
  machine.nodes.flatMap(({ node, x, y, width, height, machines }) => {
    const corner = { x: offset.x + x, y: offset.y + y }
    const inner = machines.flatMap((box) => flatten(box, { x: corner.x + box.x, y: corner.y + box.y + MACHINE_HEADER }))
    return node.kind === 'state' ? [{ name: node.name, ...corner, width, height }, ...inner] : inner
  })

const useSize = (ref: { readonly current: HTMLElement | null }) => {
  const [size, setSize] = useState({ width: 400, height: 600 })
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight })
    // The observer measures before the first frame is drawn, without a layout of its own.
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return size
}

/** Scrolls to the selected state. */
const useReveal = (
  ref: { readonly current: HTMLElement | null },
  selected: string | undefined,
  scale: number,
): void => {
  // Another scale moves the state.
  useEffect(() => {
    ref.current?.querySelector('.selected')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [ref, selected, scale])
}
