import { useEffect, useState } from 'preact/hooks'

type DefinitionCode = typeof import('./definition-code.ts')

let loaded: DefinitionCode | undefined

/** Loads the code that translates and draws definitions: half of the page's code, which the lists do not need. */
export const loadDefinitionCode = async (): Promise<DefinitionCode> => {
  loaded = await import('./definition-code.ts')
  return loaded
}

/** The code for definitions; `undefined` until it is loaded. */
export const useDefinitionCode = (): DefinitionCode | undefined => {
  const [code, setCode] = useState(loaded)
  useEffect(() => {
    // Drawn in a task of its own: the code has just run for the first time.
    if (!code)
      void loadDefinitionCode().then(
        (found) => setTimeout(() => setCode(found)),
        () => {},
      )
  }, [code])
  return code
}
