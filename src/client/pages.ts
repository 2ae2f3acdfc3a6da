interface Page {
  readonly nextToken?: string | undefined
}

/** The pages of a listing, each asked for when it is wanted. */
export async function* pages<P extends Page>(ask: (nextToken: string | undefined) => Promise<P>): AsyncGenerator<P> {
  let nextToken: string | undefined
  do {
    const page = await ask(nextToken)
    yield page
    nextToken = page.nextToken
  } while (nextToken)
}
