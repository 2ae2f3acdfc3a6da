export interface Tab<Name extends string> {
  readonly name: Name
  readonly label: string
}

interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: readonly Tab<Name>[]
  readonly active: Name
  readonly onSelect: (name: Name) => void
  readonly class?: string
}

/** Buttons that choose one of several views. Left and right arrows move between them. */
export const Tabs = <Name extends string>({ label, tabs, active, onSelect, class: name = '' }: TabsProps<Name>) => {
  const move = (event: KeyboardEvent, index: number) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const next = step === undefined ? undefined : tabs[(index + step + tabs.length) % tabs.length]
    if (!next) return
    event.preventDefault()
    onSelect(next.name)
    const list = event.currentTarget instanceof Element ? event.currentTarget.parentElement : null
    list?.querySelectorAll('button')[tabs.indexOf(next)]?.focus()
  }
  return (
    <div class={`tabs ${name}`} role="tablist" aria-label={label}>
      {tabs.map((tab, index) => (
        <button
          key={tab.name}
          type="button"
          role="tab"
          aria-selected={tab.name === active}
          tabIndex={tab.name === active ? 0 : -1}
          onClick={() => onSelect(tab.name)}
          onKeyDown={(event) => move(event, index)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  )
}
