import { type Json, MAX_PAYLOAD_BYTES } from '../../json.ts'
import { parseJsonText } from '../interpreter/program/json-text.ts'

/**
 * The outputs of the children of a Map Run that have succeeded. They are kept until the run succeeds, because a redrive needs them even
 * if their children have been forgotten.
 */
export class ChildOutputs {
  readonly #texts: string[] = []
  #characters = 0

  /** @param order - of the child; @param text - its output, JSON */
  add(order: number, text: string): void {
    // Once the result is too large, it does not matter what else is in it.
    this.#texts[order] = this.#characters > MAX_PAYLOAD_BYTES ? 'null' : text
    this.#characters += text.length
  }

  /** Removes the outputs, and returns them in the order of the children. */
  take(): Json[] {
    return this.#texts.splice(0).flatMap((text) => [parseJsonText(text)])
  }
}
