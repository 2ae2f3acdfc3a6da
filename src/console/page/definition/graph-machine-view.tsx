import { arrowHead, choiceCorners, edgePath } from '../../../graph/edge-path.ts'
import { type EdgeLine, fonts, MACHINE_HEADER, type MachineBox, type NodeBox } from '../../../graph/layout-graph.ts'
import { type GraphMark, type GraphMarks, transitionKey } from '../model/graph-marks.ts'

interface GraphMachineViewProps {
  readonly box: MachineBox
  readonly marks: GraphMarks | undefined
  readonly selected: string | undefined
  readonly onSelect: (name: string) => void
}

/** The nodes are over the transitions, and the labels over both. */
export const GraphMachineView = ({ box, ...props }: GraphMachineViewProps) => {
  const names = new Map(box.nodes.map(({ node }) => [node.id, node.name]))
  return (
    <>
      {box.edges.map((line) => (
        <EdgeView line={line} isTaken={isTaken(line, names, props.marks)} />
      ))}
      {box.nodes.map((node) =>
        node.node.kind === 'state' ? (
          <StateNodeView key={node.node.id} box={node} {...props} />
        ) : (
          <MarkView box={node} />
        ),
      )}
      {box.edges.map((line) => line.label.length > 0 && <LabelView line={line} />)}
    </>
  )
}

/** A transition from the start is taken as soon as its state has been entered; one to the end, when its state has been left. */
const isTaken = ({ edge }: EdgeLine, names: ReadonlyMap<string, string>, marks?: GraphMarks): boolean => {
  if (!marks) return false
  const [from = '', to = ''] = [names.get(edge.from), names.get(edge.to)]
  if (from === '') return marks.states.has(to)
  if (to === '') return marks.states.get(from)?.status === 'succeeded'
  return marks.taken.has(transitionKey(from, to, edge.kind === 'catch'))
}

const EdgeView = ({ line: { edge, points }, isTaken }: { readonly line: EdgeLine; readonly isTaken: boolean }) => (
  <g class={`edge ${edge.kind} ${isTaken ? 'taken' : ''}`}>
    <path d={edgePath(points)} />
    <polygon points={arrowHead(points)} />
  </g>
)

const LabelView = ({ line: { edge, label, labelBox } }: { readonly line: EdgeLine }) => (
  <g class="edge-label">
    <title>{edge.label}</title>
    <rect x={labelBox.x} y={labelBox.y} width={labelBox.width} height={labelBox.height} rx="3" />
    {label.map((text, index) => (
      <text
        x={labelBox.x + labelBox.width / 2}
        y={labelBox.y + 2 + (index + 1) * fonts.label.lineHeight - (fonts.label.lineHeight - fonts.label.fontSize)}
      >
        {text}
      </text>
    ))}
  </g>
)

const MarkView = ({ box: { node, x, y, width } }: { readonly box: NodeBox }) => (
  <g class="terminal">
    <circle cx={x + width / 2} cy={y + width / 2} r={width / 2 - 3} />
    {node.kind === 'end' && <circle class="ring" cx={x + width / 2} cy={y + width / 2} r={width / 2 - 1} />}
  </g>
)

const StateNodeView = ({
  box,
  marks,
  selected,
  onSelect,
}: Omit<GraphMachineViewProps, 'box'> & { readonly box: NodeBox }) => {
  const { node, x, y, machines } = box
  const mark = marks?.states.get(node.name)
  const tone = marks ? (mark?.status ?? 'unvisited') : 'plain'
  const isSelected = node.name === selected
  return (
    <g class={`node ${tone} ${isSelected ? 'selected' : ''}`} transform={`translate(${x},${y})`}>
      <g
        class="node-head"
        role="button"
        tabIndex={-1}
        aria-pressed={isSelected}
        data-state={node.name}
        onClick={() => onSelect(node.name)}
      >
        <title>{[node.name, node.type, ...node.details, ...(mark ? [mark.status] : [])].join('\n')}</title>
        {isSelected && <rect class="selection" x="-5" y="-5" width={box.width + 10} height={box.height + 10} rx="10" />}
        <ShapeView box={box} />
        <NodeText box={box} />
        {mark && <BadgeView mark={mark} width={box.width} />}
      </g>
      {machines.map((machine) => (
        <BranchView box={machine} marks={marks} selected={selected} onSelect={onSelect} />
      ))}
    </g>
  )
}

const ShapeView = ({ box: { node, width, height } }: { readonly box: NodeBox }) => {
  if (node.type === 'Choice') return <polygon class="shape" points={choiceCorners(width, height)} />
  const radius = node.type === 'Succeed' || node.type === 'Fail' ? height / 2 : 6
  return <rect class="shape" width={width} height={height} rx={radius} />
}

const NodeText = ({ box: { title, details, width } }: { readonly box: NodeBox }) => {
  let y = 8
  const line = (text: string, font: 'title' | 'detail') => {
    const { fontSize, lineHeight } = fonts[font]
    y += lineHeight
    return (
      <text class={font} x={width / 2} y={y - (lineHeight - fontSize)}>
        {text}
      </text>
    )
  }
  return (
    <>
      {title.map((text) => line(text, 'title'))}
      {details.map((text) => line(text, 'detail'))}
    </>
  )
}

/** The numbers of visits and retries, at the upper right corner. */
const BadgeView = ({
  mark: { count, retries, failed },
  width,
}: {
  readonly mark: GraphMark
  readonly width: number
}) => {
  const parts = [
    count > 1 && `×${count}`,
    retries > 0 && `↻${retries}`,
    failed > 0 && count > 1 && `✕${failed}`,
  ].filter((part) => part !== false)
  if (parts.length === 0) return null
  const text = parts.join(' ')
  const length = text.length * 6.6 + 10
  return (
    <g class="badge" transform={`translate(${width - length + 6},-8)`}>
      <rect width={length} height="16" rx="8" />
      <text x={length / 2} y="12">
        {text}
      </text>
    </g>
  )
}

const BranchView = ({ box, ...props }: GraphMachineViewProps) => (
  <g class="branch" transform={`translate(${box.x},${box.y})`}>
    <rect width={box.width} height={box.height} rx="4" />
    <text x={box.width / 2} y="15">
      {box.machine.label}
    </text>
    <g transform={`translate(0,${MACHINE_HEADER})`}>
      <GraphMachineView box={box} {...props} />
    </g>
  </g>
)
