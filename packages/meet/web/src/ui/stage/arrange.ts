/** How the stage is laid out: all alike, one large above the others, or one large beside them. */
export const layouts = ['grid', 'speaker', 'side'] as const;
export type Layout = (typeof layouts)[number];

export interface ArrangeInput {
  readonly layout: Layout;
  /** Tiles in their order on screen, oneself last. */
  readonly tiles: readonly string[];
  /** Tiles that show a screen, in the order in which sharing began. */
  readonly screens: readonly string[];
  readonly pinned: string | null;
  /** Who speaks, or spoke last. */
  readonly speaker: string | null;
  readonly me: string;
}

export interface Arrangement {
  readonly main: readonly string[];
  readonly strip: readonly string[];
}

/** The one to be shown large: pinned by the person, else the newest screen, else (not in the grid) who speaks. */
function focusOf({ layout, tiles, screens, pinned, speaker, me }: ArrangeInput): string | undefined {
  const there = (id: string | null | undefined) => typeof id === 'string' && tiles.includes(id);
  if (there(pinned)) return pinned ?? undefined;
  const screen = screens.findLast(there);
  if (screen !== undefined || layout === 'grid') return screen;
  return there(speaker) && speaker !== me ? (speaker ?? undefined) : tiles.find((id) => id !== me);
}

/** Which tiles are shown large and which in the strip. Pure; every tile is in exactly one of the two. */
export function arrange(input: ArrangeInput): Arrangement {
  const { tiles } = input;
  const focus = focusOf(input);
  if (focus === undefined || tiles.length < 2) return { main: tiles, strip: [] };
  return { main: [focus], strip: tiles.filter((id) => id !== focus) };
}
