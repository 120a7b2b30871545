/** The alerts that the chart ships. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

/** As in `files/alerts.yaml`. `$own` in an expression stands for the labels of this release. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly summary: string;
  readonly description: string;
}

const alertsFile = join(import.meta.dirname, '../../helm/trailwarden/files/alerts.yaml');

export function shippedAlerts(): readonly Alert[] {
  return parse(readFileSync(alertsFile, 'utf8')) as readonly Alert[];
}

export function alertNames(): readonly string[] {
  return shippedAlerts().map(({ alert }) => alert);
}

/** Name of the runbook: `TrailwardenTrailNotLogging` has `alert-trail-not-logging`. */
export function runbookOf(alert: string): string {
  return `alert${alert.replace(/^Trailwarden/u, '').replaceAll(/[A-Z]/gu, letter => `-${letter.toLowerCase()}`)}`;
}
