/** Ctrl-C and SIGTERM. The first asks a run to stop in good order, the second ends it at once. */

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** The exit code that the signal means; undefined as long as there was none. */
  code(): number | undefined;
  /** Leaves signals alone again. */
  release(): void;
}

/** @param onFirst told at the first signal; what it does must be quick */
export function interruptible(onFirst: () => void): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  const listen = (name: keyof typeof codes) => {
    const listener = (): void => {
      if (code !== undefined) process.exit(codes[name]);
      code = codes[name];
      controller.abort();
      onFirst();
    };
    process.on(name, listener);
    return () => process.off(name, listener);
  };
  const offs = [listen('SIGINT'), listen('SIGTERM')];
  return { signal: controller.signal, code: () => code, release: () => offs.forEach(off => off()) };
}

/** For a run that changes nothing: the first signal ends it, after `tidy`. */
export function endsAtOnce(tidy: () => Promise<void> | void): Pick<Interruption, 'release'> {
  const interruption: Interruption = interruptible(() => {
    void Promise.resolve(tidy()).finally(() => process.exit(interruption.code()));
  });
  return interruption;
}
