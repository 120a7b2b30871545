/** What settings of a daemon are made of. */
import type { Schema } from '../spec/schema.ts';
import { durationPattern } from './duration.ts';
import { durationTitle } from '../spec/fleet-schema.ts';

export function duration(description: string, standard?: string): Schema {
  return {
    type: 'string',
    title: durationTitle,
    description,
    pattern: durationPattern,
    ...(standard === undefined ? {} : { default: standard }),
    examples: ['90s', '10m', '1h30m'],
  };
}

/** Of a file. */
export const path: Schema = { type: 'string', minLength: 1 };

export const cron: Schema = {
  type: 'string',
  title: 'Cron expression',
  description:
    'Minute, hour, day of month, month, day of week; with six fields, seconds come first. A day counts where both fields of days name it.',
  minLength: 1,
  examples: ['*/10 * * * *', '0 22 * * 1-5'],
};

export const timeZone: Schema = {
  type: 'string',
  title: 'Time zone',
  description: 'By its IANA name.',
  minLength: 1,
  default: 'UTC',
  examples: ['UTC', 'Europe/Berlin', 'America/New_York'],
};

export function count(description: string, standard: number): Schema {
  return { type: 'integer', description, minimum: 1, default: standard };
}
