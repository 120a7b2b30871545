import { Fault } from '../fault.ts';

/** Throws InvalidTrailNameException for what is no trail name. The texts are AWS's, but for the last two. */
export function checkTrailName(name: string): void {
  const problem = nameProblem(name);
  if (problem) throw new Fault('InvalidTrailNameException', problem);
}

function nameProblem(name: string): string | undefined {
  const length = `Specified name length: ${name.length} characters.`;
  if (name.length < 3) return `Trail name too short. Minimum allowed length: 3 characters. ${length}`;
  if (name.length > 128) return `Trail name too long. Maximum allowed length: 128 characters. ${length}`;
  if (/[^\w.-]/.test(name)) {
    return 'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).';
  }
  if (!/^[A-Za-z0-9]/.test(name)) return 'Trail name must starts with a letter or number.';
  if (!/[A-Za-z0-9]$/.test(name)) return 'Trail name must ends with a letter or number.';
  if (/[._-]{2}/.test(name)) return 'Trail name cannot have adjacent periods, underscores, or hyphens.';
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) ? 'Trail name cannot be in IP address format.' : undefined;
}

export interface TrailArn {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** The parts of a trail's ARN. Throws CloudTrailARNInvalidException if it is none. */
export function parseTrailArn(arn: string): TrailArn {
  const match = /^arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):(\d{12}):trail\/([\w.-]+)$/.exec(arn);
  const [, region, account, name] = match ?? [];
  if (!region || !account || !name) throw new Fault('CloudTrailARNInvalidException', `Invalid trail ARN: ${arn}`);
  return { region, account, name };
}
