/** The browser of the suite. A machine without one is a failure that says so, never a skip. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where it stands; undefined: nowhere. `CHROMIUM` names one that stands elsewhere. */
function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) return existsSync(named) ? named : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap(folder => names.map(name => join(folder, name))).find(path => existsSync(path));
}

/** @throws where there is none, and none can be installed */
export function chromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  throw new Error('the suite needs Chromium: apt-get install chromium (Debian), or name one in CHROMIUM');
}

/** Installs Debian's once, where apt-get may. */
export function setup(): void {
  if (findChromium() !== undefined || process.env['CHROMIUM'] !== undefined) return void chromium();
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      stdio: 'inherit',
      env,
    });
  } catch (error) {
    throw new Error('the suite needs Chromium, and apt-get could not install it', { cause: error });
  }
  chromium();
}
