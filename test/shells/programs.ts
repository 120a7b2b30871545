/** zsh, fish and groff, installed where apt-get may. */
import { execFileSync, spawnSync } from 'node:child_process';

const wanted = ['zsh', 'fish', 'groff'];

const missing = (): readonly string[] => wanted.filter(name => spawnSync(name, ['--version']).status !== 0);

/** @throws Error when one of them is missing and cannot be installed */
export function setup(): void {
  if (missing().length === 0) return;
  try {
    execFileSync('apt-get', ['update'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...missing()], { stdio: 'ignore' });
  } catch {
    // what is missing is told below
  }
  if (missing().length > 0)
    throw new Error(`This suite needs ${missing().join(' and ')}: apt-get install zsh fish groff`);
}
