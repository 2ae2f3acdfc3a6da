import { useMemo, useState } from 'preact/hooks'
import { parseOrKeep } from '../model/format.ts'
import { formatLiteral } from '../model/format-literal.ts'
import { statesByName } from '../model/states-by-name.ts'
import { CodeView, JsonView } from '../parts/code-view.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { GraphPane } from './graph-pane.tsx'
import { useDefinitionCode } from './use-definition-code.ts'

interface DefinitionViewProps {
  readonly machine: { readonly definition: string; readonly stateMachineArn: string }
}

const forms = [
  { name: 'literal', label: 'Literal' },
  { name: 'asl', label: 'ASL' },
] as const

/** A definition as a graph beside its text, as a literal or as ASL; the text of one state, if one is selected in the graph. */
export const DefinitionView = ({ machine: { definition, stateMachineArn } }: DefinitionViewProps) => {
  const [form, setForm] = useState<'literal' | 'asl'>('literal')
  const [selected, setSelected] = useState<string>()
  const asl = useMemo(() => parseOrKeep(definition), [definition])
  const code = useDefinitionCode()
  const literal = useMemo(() => code?.literalOf(asl, stateMachineArn), [code, asl, stateMachineArn])
  const shown = selected === undefined ? undefined : statesByName(form === 'asl' ? asl : literal).get(selected)
  return (
    <div class="columns definition">
      <section class="pane" aria-label="Graph">
        <GraphPane
          definition={asl}
          selected={selected}
          onSelect={(name) => setSelected(name === selected ? undefined : name)}
        />
      </section>
      <section class="pane scroll" aria-label="Definition">
        <div class="bar">
          <Tabs label="Form of the definition" tabs={forms} active={form} onSelect={setForm} class="small" />
          {selected !== undefined && (
            <button type="button" class="link" onClick={() => setSelected(undefined)}>
              Show the whole definition
            </button>
          )}
        </div>
        {form === 'asl' ? (
          <JsonView value={shown ?? asl} label="ASL" />
        ) : (
          literal !== undefined && <CodeView text={formatLiteral(shown ?? literal)} label="literal" />
        )}
      </section>
    </div>
  )
}
