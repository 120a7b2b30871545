import type { Selectors } from './trail.ts';

/** What a set of selectors records: management events that read and that write, and any data events. */
export interface Recorded {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly data: boolean;
}

export function records(selectors: Selectors): Recorded {
  const each = selectors.kind === 'basic' ? selectors.of.map(basic) : selectors.of.map(advanced);
  return {
    reads: each.some(one => one.reads),
    writes: each.some(one => one.writes),
    data: each.some(one => one.data),
  };
}

function basic(selector: Extract<Selectors, { kind: 'basic' }>['of'][number]): Recorded {
  const { IncludeManagementEvents: management, ReadWriteType: type, DataResources: resources } = selector;
  return {
    reads: management && type !== 'WriteOnly',
    writes: management && type !== 'ReadOnly',
    data: resources.some(resource => resource.Values.length > 0),
  };
}

function advanced({ FieldSelectors: fields }: Extract<Selectors, { kind: 'advanced' }>['of'][number]): Recorded {
  const [category] = fields.find(field => field.Field === 'eventCategory')?.Equals ?? [];
  const readOnly = fields.find(field => field.Field === 'readOnly')?.Equals ?? ['true', 'false'];
  const management = category === 'Management';
  return {
    reads: management && readOnly.includes('true'),
    writes: management && readOnly.includes('false'),
    data: category === 'Data',
  };
}
