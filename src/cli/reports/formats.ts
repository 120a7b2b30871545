/** `--report FORMAT=FILE`: which views of a run there are, and where each goes. */
import { InvalidArgumentError, Option } from 'commander';

export const reportFormats = [
  'human',
  'json',
  'markdown',
  'html',
  'sarif',
  'junit',
  'github',
  'github-summary',
] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** One view and the file it is written to; `-` is stdout. */
export interface ReportFile {
  readonly format: ReportFormat;
  readonly file: string;
}

/** @param formats those that the command has */
export function reports(formats: readonly ReportFormat[] = reportFormats): Option {
  return new Option(
    '--report <FORMAT=FILE>',
    `also write it there, as ${formats.join(', ')}; - is stdout; may be repeated`,
  ).argParser(collect(formats));
}

function collect(formats: readonly ReportFormat[]) {
  return (value: string, before: readonly ReportFile[] = []): readonly ReportFile[] => {
    const [, format = '', file = ''] = /^([^=]*)=(.*)$/su.exec(value) ?? [];
    const known = formats.find(name => name === format);
    if (known === undefined || file === '')
      throw new InvalidArgumentError(`A report is FORMAT=FILE, with one of ${formats.join(', ')}.`);
    if (before.some(one => one.file === file)) throw new InvalidArgumentError(`${file} can hold one report.`);
    return [...before, { format: known, file }];
  };
}

/** Whether a view wants the whole estate. */
export function drawsEstate({ report = [] }: { readonly report?: readonly ReportFile[] }): boolean {
  return report.some(({ format }) => format === 'html');
}

/** Whether one of them takes stdout; then what people read goes to stderr. */
export function takesStdout({ report = [] }: { readonly report?: readonly ReportFile[] }): boolean {
  return report.some(({ file }) => file === '-');
}
