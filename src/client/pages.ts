interface Page {
  readonly nextToken?: string | undefined
}

/** Yields the pages of a list; each page is requested only when it is read. */
export async function* pages<P extends Page>(
  request: (nextToken: string | undefined) => Promise<P>,
): AsyncGenerator<P> {
  let nextToken: string | undefined
  do {
    const page = await request(nextToken)
    yield page
    nextToken = page.nextToken
  } while (nextToken)
}
