/** The list as prom-client has it. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import { measures } from './list.ts';
import type { Measure, MeasureName } from './list.ts';

type Labels = Readonly<Record<string, string>>;

export interface Book {
  readonly registry: Registry;
  /** Takes all series of a gauge away and writes these down. */
  set(name: MeasureName, values: readonly (readonly [labels: Labels, value: number])[]): void;
  /** @param by default: 1 */
  count(name: MeasureName, labels: Labels, by?: number): void;
  observe(name: MeasureName, labels: Labels, value: number): void;
}

export function book(): Book {
  const registry = new Registry();
  const gauges = new Map<string, Gauge>();
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  for (const [name, { help, type, labels, buckets = [] }] of Object.entries<Measure>(measures)) {
    const common = { name, help, labelNames: [...labels], registers: [registry] };
    if (type === 'gauge') gauges.set(name, new Gauge(common));
    else if (type === 'counter') counters.set(name, new Counter(common));
    else histograms.set(name, new Histogram({ ...common, buckets: [...buckets] }));
  }
  return {
    registry,
    set(name, values) {
      const gauge = gauges.get(name);
      gauge?.reset();
      if (values.length === 0) gauge?.remove({});
      for (const [labels, value] of values) gauge?.set(labels, value);
    },
    count: (name, labels, by = 1) => counters.get(name)?.inc(labels, by),
    observe: (name, labels, value) => histograms.get(name)?.observe(labels, value),
  };
}
