import type { ComponentChildren } from 'preact'

interface SectionProps {
  readonly title: string
  readonly isOpen?: boolean
  readonly children: ComponentChildren
}

/** A part of a panel that can be folded. */
export const Section = ({ title, isOpen = false, children }: SectionProps) => (
  <details class="section" open={isOpen}>
    <summary>{title}</summary>
    {children}
  </details>
)
