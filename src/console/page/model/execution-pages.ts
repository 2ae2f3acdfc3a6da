/** The members of a listed execution that determine its position in the list. */
interface ListedExecution {
  readonly executionArn: string
  readonly startDate: number
}

/**
 * The executions after their first page has been loaded again, newest first. Older ones than those of the page stay; others that are not on
 * it no longer fit the filter.
 */
export const withFirstPage = <Item extends ListedExecution>(before: readonly Item[], page: readonly Item[]): Item[] => {
  const oldest = page.at(-1)?.startDate ?? 0
  return withNextPage(
    page,
    before.filter(({ startDate }) => startDate <= oldest),
  )
}

/** The executions and those of the page behind them, each once. */
export const withNextPage = <Item extends ListedExecution>(before: readonly Item[], page: readonly Item[]): Item[] => {
  const known = new Set(before.map(({ executionArn }) => executionArn))
  return [...before, ...page.filter(({ executionArn }) => !known.has(executionArn))]
}
