/** Hears of changes as they happen: by the daemon's stream, and by asking where that does not stand. */

export interface Following {
  /** There is something new, or may be. */
  changed(): void;
  /** Whether the stream stands. */
  streams(open: boolean): void;
}

/** How often is asked while no stream stands, in milliseconds. */
const usual = 10_000;
/** A stream that stands is not trusted for ever. */
const longest = 60_000;
/** A browser gives a stream up that is refused: it is tried again. */
const again = 15_000;

/** @returns what ends it */
export function follow({ changed, streams }: Following): () => void {
  let source: EventSource | null = null;
  let heard = 0;
  const open = (): void => {
    source = new EventSource('/api/v1/stream');
    source.addEventListener('open', () => streams(true));
    source.addEventListener('version', () => {
      heard = Date.now();
      streams(true);
      changed();
    });
    source.addEventListener('error', () => streams(false));
  };
  open();
  const asking = setInterval(() => {
    const stands = source?.readyState === EventSource.OPEN;
    if (!stands || Date.now() - heard > longest) {
      heard = Date.now();
      changed();
    }
  }, usual);
  const trying = setInterval(() => {
    if (source?.readyState === EventSource.CLOSED) open();
  }, again);
  return () => {
    clearInterval(asking);
    clearInterval(trying);
    source?.close();
  };
}
