/** The dashboard of the chart, for Grafana 10 and newer. */
import { rows, type Panel } from './panels.ts';

const source = { type: 'prometheus', uid: '${datasource}' };

interface Place {
  readonly x: number;
  readonly y: number;
}

/** One row of panels after the other, each row with a heading. */
function placed(): readonly object[] {
  let y = 0;
  return rows
    .flatMap(([title, panels]) => {
      const head = { type: 'row', title, collapsed: false, panels: [], gridPos: { x: 0, y, w: 24, h: 1 } };
      let [x, line, high] = [0, y + 1, 0];
      const shown = panels.map(panel => {
        if (x + panel.width > 24) [x, line, high] = [0, line + high, 0];
        const made = panelAt(panel, { x, y: line });
        [x, high] = [x + panel.width, Math.max(high, panel.height)];
        return made;
      });
      y = line + high;
      return [head, ...shown];
    })
    .map((panel, index) => ({ id: index + 1, ...panel }));
}

function panelAt(panel: Panel, { x, y }: Place): object {
  const { title, description, type, unit, width, height, queries, steps } = panel;
  const targets = queries.map(({ expr, legend }, index) => ({
    datasource: source,
    expr,
    legendFormat: legend === '' ? '__auto' : legend,
    refId: String.fromCodePoint(65 + index),
    ...(type === 'timeseries' ? {} : { instant: true }),
    ...(type === 'table' ? { format: 'table' } : {}),
  }));
  return {
    type,
    title,
    description,
    datasource: source,
    gridPos: { x, y, w: width, h: height },
    fieldConfig: {
      defaults: {
        unit,
        thresholds: { mode: 'absolute', steps: steps.map(([color, value]) => ({ color, value })) },
        ...(type === 'stat' ? { noValue: 'not known' } : {}),
      },
      overrides: [],
    },
    options:
      type === 'stat' ? { colorMode: 'background', graphMode: 'none', reduceOptions: { calcs: ['lastNotNull'] } } : {},
    ...(type === 'table' ? { transformations: [{ id: 'merge', options: {} }, hidden] } : {}),
    targets,
  };
}

/** What says nothing of the trail. */
const hidden = {
  id: 'organize',
  options: {
    excludeByName: Object.fromEntries(
      ['Time', 'Value', '__name__', 'container', 'endpoint', 'instance', 'job', 'namespace', 'pod', 'service'].map(
        name => [name, true],
      ),
    ),
  },
};

const variable = (name: string, label: string): object => ({
  name,
  label: name,
  type: 'query',
  datasource: source,
  definition: label,
  query: { query: label, refId: 'variable' },
  refresh: 2,
  sort: 1,
  includeAll: true,
  multi: true,
  current: { text: 'All', value: '$__all' },
});

/** The whole of it. */
export function dashboard(): object {
  return {
    uid: 'trailwarden',
    title: 'trailwarden',
    description: 'Whether CloudTrail records, delivers and stands as the spec says.',
    tags: ['audit', 'aws', 'cloudtrail', 'trailwarden'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    timezone: 'utc',
    refresh: '1m',
    time: { from: 'now-24h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', refresh: 1 },
        variable('namespace', 'label_values(trailwarden_build_info, namespace)'),
        variable('job', 'label_values(trailwarden_build_info{namespace=~"$namespace"}, job)'),
      ],
    },
    panels: placed(),
  };
}
