/** What this suite needs beside git. A machine without it is a failure that says so, never a skip. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's packages by the program that stands for each. */
const packages: Readonly<Record<string, string>> = {
  '/usr/sbin/sshd': 'openssh-server',
  '/usr/bin/ssh': 'openssh-client',
  '/usr/bin/gpg': 'gnupg',
};

/** Installs what is missing, where apt-get may. */
export function setup(): void {
  const missing = Object.entries(packages).filter(([program]) => !existsSync(program));
  if (missing.length === 0) return;
  const names = missing.map(([, name]) => name);
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { stdio: 'inherit', env });
  } catch (error) {
    throw new Error(`the suite needs ${names.join(', ')}, and apt-get could not install it`, { cause: error });
  }
}
