/** Structured logging: constant messages, metadata apart. Secrets never go in. */
export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
