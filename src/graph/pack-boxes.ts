interface Size {
  readonly width: number
  readonly height: number
}

const GAP = 12

/**
 * Puts boxes under a header, side by side in rows. Many boxes get several rows, so that their frame is not much wider than high.
 * @param header the size of the text above the boxes
 * @returns the boxes with their positions in the frame, and the size of the frame
 */
export const packBoxes = <B extends Size>(boxes: readonly B[], header: Size): Size & { boxes: (B & Position)[] } => {
  const area = boxes.reduce((total, { width, height }) => total + width * height, 0)
  const maxWidth = Math.max(1400, 2 * Math.sqrt(area))
  const placed: (B & Position)[] = []
  let [x, y, rowHeight] = [GAP, header.height, 0]
  for (const box of boxes) {
    if (x > GAP && x + box.width > maxWidth) [x, y, rowHeight] = [GAP, y + rowHeight + GAP, 0]
    placed.push({ ...box, x, y })
    x += box.width + GAP
    rowHeight = Math.max(rowHeight, box.height)
  }
  const width = Math.max(header.width, ...placed.map((box) => box.x + box.width + GAP))
  return { width, height: boxes.length === 0 ? header.height : y + rowHeight + GAP, boxes: placed }
}

interface Position {
  readonly x: number
  readonly y: number
}
