import { estateOf } from '../../app/estate.ts';
import { withExceptions } from '../../app/exceptions.ts';
import { isError, validate, type Validated } from '../../app/validate.ts';
import { idleTargetsIn } from '../../core/daemon/idle-targets.ts';
import { isConfigFile } from '../../core/daemon/is-config.ts';
import type { ConfigReading } from '../../core/daemon/read.ts';
import type { Problem } from '../../core/model.ts';
import { exitCodes } from '../../core/report.ts';
import { inFileOrder } from '../../core/spec/order.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import { renderProblems } from '../../render/problems.ts';
import { judgingConfigs, reading } from '../compose.ts';
import type { Input } from '../definition.ts';
import { specPaths } from '../spec-paths.ts';
import { invalidLine, textsOf } from './invalid.ts';
import { jsonText } from '../../render/json-text.ts';
import { counted } from '../../render/words.ts';

/** Checks a spec, and configs of daemons that were named. The problems are the result: they go to stdout. */
export async function validateSpec({ args, options, output, command }: Input): Promise<number> {
  const paths = specPaths(args);
  const { files, problems: unread } = await reading.load(paths);
  const isConfig = (file: SourceFile) => paths.includes(file.path) && isConfigFile(file);
  const configs = await judgeConfigs(files.filter(isConfig));
  const specs = files.filter(file => !isConfig(file));
  const alone = specs.length === 0 && unread.length === 0 && configs.length > 0;
  const validated = validate(specs, reading.kinds, unread);
  const judged = alone
    ? { problems: [], resources: 0, accounts: 0 }
    : withExceptions(validated, reading.kinds, reading.clock.now());
  const idle = configs.flatMap(config => idleIn(config, validated));
  const problems = inFileOrder([...configs.flatMap(config => config.problems), ...idle, ...judged.problems]);
  const valid = !problems.some(isError);
  const { writeProblems } = await import('../reports/write.ts');
  const told = { problems, reason: valid ? null : ('invalid' as const), command, sources: files };
  const written = await writeProblems(told, { options, output });
  const wellDone = written ? 0 : exitCodes.error;
  const code = valid ? wellDone : exitCodes.invalid;
  if (options.format === 'json') {
    const { problemsDocument } = await import('../../render/documents.ts');
    output.result(`${jsonText(problemsDocument(problems, valid ? null : 'invalid'))}\n`);
    return code;
  }
  const { color, ascii, width } = output.screen;
  const texts = textsOf([...specs, ...configs.map(({ file }) => file)]);
  const text = renderProblems(problems, texts, { color, ascii, ...(width === null ? {} : { width }) });
  const verdict = valid
    ? validLine([
        ...(configs.length === 0 ? [] : [counted(configs.length, 'config')]),
        ...(alone ? [] : [counted(specs.length, 'file'), resourcesIn(judged)]),
        ...(problems.length === 0 ? [] : [counted(problems.length, 'warning')]),
      ])
    : invalidLine(problems);
  output.result(`${text === '' ? '' : `${text}\n\n`}${verdict}\n`);
  return code;
}

/** What a config limits enforcing to, and the spec beside it does not have. With accounts to be found out nobody can say. */
function idleIn(config: ConfigReading, { spec }: Validated): readonly Problem[] {
  if (spec === null || (spec.organization?.discover ?? null) !== null) return [];
  const addresses = estateOf(spec, reading.kinds).wishes.map(({ desired }) => desired.address);
  return addresses.length === 0 ? [] : idleTargetsIn(config.file, addresses, spec.accounts !== null);
}

async function judgeConfigs(files: readonly SourceFile[]): Promise<readonly ConfigReading[]> {
  if (files.length === 0) return [];
  const { judge } = await judgingConfigs();
  return files.map(judge);
}

const validLine = (parts: readonly string[]): string => `Valid: ${parts.join(', ')}.`;

function resourcesIn({ resources, accounts }: Pick<Validated, 'resources' | 'accounts'>): string {
  return `${counted(resources, 'resource')}${accounts > 1 ? ` in ${counted(accounts, 'account')}` : ''}`;
}
