/**
 * By operation, what is typed after `aws`, and what of the answer must stand. Nothing typed holds a space, so that it can be
 * split at them; KEY stands for the id of a key.
 */
export type Rows = Readonly<Record<string, readonly [typed: string, answer?: object]>>;

export const json = (value: unknown): string => JSON.stringify(value);
