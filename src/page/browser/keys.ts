/** Walking through the picture with the arrow keys: one stop of the Tab key for the grid, one for the tiles. */

const stops = '.cell, .tile';

/** Which of the elements is meant by a key; undefined: none. */
export function neighbour(from: HTMLElement, key: string): HTMLElement | undefined {
  return from.matches('.tile') ? tileBeside(from, key) : cellBeside(from, key);
}

function cellBeside(from: HTMLElement, key: string): HTMLElement | undefined {
  const row = from.closest('tr');
  const cells = cellsOf(row);
  const index = cells.indexOf(from);
  const rows = [...(row?.parentElement?.children ?? [])];
  const line = row === null ? -1 : rows.indexOf(row);
  const at: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowLeft: cells[index - 1],
    ArrowRight: cells[index + 1],
    Home: cells[0],
    End: cells.at(-1),
    ArrowUp: cellsOf(rows[line - 1])[index],
    ArrowDown: cellsOf(rows[line + 1])[index],
  };
  return at[key];
}

const cellsOf = (row: Element | null | undefined): readonly HTMLElement[] => [
  ...(row?.querySelectorAll<HTMLElement>('.cell') ?? []),
];

function tileBeside(from: HTMLElement, key: string): HTMLElement | undefined {
  const tiles = [...(from.closest('[data-keys]')?.querySelectorAll<HTMLElement>('.tile') ?? [])];
  const index = tiles.indexOf(from);
  const siblings = [...(from.parentElement?.children ?? [])].filter(one => one instanceof HTMLElement);
  const inLine = siblings.filter(one => one.offsetTop === siblings[0]?.offsetTop).length;
  const at: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - inLine,
    ArrowDown: index + inLine,
    Home: 0,
    End: tiles.length - 1,
  };
  return tiles[at[key] ?? -1];
}

/** Makes an element the stop of the Tab key in its grid. */
export function stopAt(element: HTMLElement): void {
  for (const other of element.closest('[data-keys]')?.querySelectorAll('[tabindex="0"]') ?? [])
    other.setAttribute('tabindex', '-1');
  element.setAttribute('tabindex', '0');
}

/** After the picture was drawn anew the stop may be gone, or there may be two. */
export function oneStopEach(): void {
  for (const grid of document.querySelectorAll('[data-keys]')) {
    const all = [...grid.querySelectorAll<HTMLElement>(stops)];
    const standing = all.filter(one => one.tabIndex === 0);
    const stop = all.find(one => one === document.activeElement) ?? standing[0] ?? all[0];
    if (stop && (standing.length !== 1 || standing[0] !== stop)) stopAt(stop);
  }
}

/** The cell or tile that an event is about. */
export function stopOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(stops) : null;
}
