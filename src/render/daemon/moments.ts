/** `00:40 UTC`; with its date where that is not today's: `2026-11-18 00:40 UTC`. */
export function dayOrTime(moment: string, now: Date): string {
  const at = new Date(moment).toISOString();
  const time = `${at.slice(11, 16)} UTC`;
  return at.slice(0, 10) === now.toISOString().slice(0, 10) ? time : `${at.slice(0, 10)} ${time}`;
}
