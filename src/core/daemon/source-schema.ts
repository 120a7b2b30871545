/** The JSON Schema of where a daemon finds its spec. */
import { object } from '../spec/fleet-schema.ts';
import { duration, path } from './words-schema.ts';

const folder = object({
  description: 'Files and folders beside the daemon, such as a ConfigMap that is mounted.',
  required: ['paths'],
  properties: {
    paths: {
      type: 'array',
      description: 'Files and folders, from the folder of the config.',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      uniqueItems: true,
      examples: [['specs']],
    },
  },
});

const name = {
  type: 'string',
  minLength: 1,
  maxLength: 250,
  // what git itself takes for a name, and nothing that could be taken for an option
  pattern: '^(?![-/.@])(?!.*(\\.\\.|//|@\\{|/\\.|\\.lock$|[/.]$))[^\\u0000-\\u0020~^:?*\\[\\\\\\u007f]+$',
};

const ref = object({
  description: 'Which state of the repository: a branch, a tag or a commit.',
  default: { branch: 'main' },
  properties: {
    branch: { ...name, description: 'Followed.', examples: ['main'] },
    tag: { ...name, description: 'Followed when it is moved.', examples: ['v1.4.0'] },
    commit: {
      type: 'string',
      description: 'Forty hexadecimal digits. Stays where it is.',
      pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$',
      examples: ['4f2a91c07d8e5b3a6c1f9e2d4b8a7c5e3f1d0b9a'],
    },
  },
});

const credentials = object({
  description: 'Files with the credentials. They are read anew at each look, so that a Secret may change.',
  default: {},
  properties: {
    usernameFile: { ...path, description: 'User name for https; git where there is none, which hosts of tokens take.' },
    passwordFile: { ...path, description: 'Password or token for https.' },
    sshKeyFile: { ...path, description: 'Private key for ssh, without a passphrase.' },
    knownHostsFile: {
      ...path,
      description: 'Keys of the host, as in known_hosts. ssh needs it: an unknown host is refused.',
    },
  },
});

const verify = object({
  description: 'The commit, or the tag, must be signed by one of these keys. Otherwise it is not read.',
  properties: {
    allowedSignersFile: { ...path, description: 'Keys of ssh, as ssh-keygen takes them: a name, then the key.' },
    gpgKeysFile: { ...path, description: 'Public keys of OpenPGP, exported.' },
  },
});

const webhook = object({
  description:
    'The repository tells that it changed: POST /api/v1/hooks/source. Nothing of what it says is believed; the daemon looks.',
  required: ['provider', 'secretFile'],
  properties: {
    provider: {
      enum: ['github', 'gitlab', 'generic'],
      description:
        'How it is signed: X-Hub-Signature-256, X-Gitlab-Token, or X-Trailwarden-Signature with X-Trailwarden-Timestamp.',
    },
    secretFile: { ...path, description: 'The secret that both know.' },
  },
});

const git = object({
  description: 'A repository, read by the git that is installed. Nothing is checked out and nothing of it is run.',
  required: ['url'],
  properties: {
    url: {
      type: 'string',
      title: 'URL',
      description: 'https://…, ssh://… or user@host:path, without a password. http only to this machine itself.',
      minLength: 1,
      examples: ['https://github.com/acme/audit.git', 'git@github.com:acme/audit.git'],
    },
    ref,
    path: {
      type: 'string',
      title: 'Path',
      description: 'A folder or file within the repository; all of it if it is not written.',
      default: '',
      // `./` and `..` mean nothing in a tree of git
      pattern: '^(?!/)(?!.*(^|/)\\.{1,2}(/|$))(?!.*//)[^\\u0000-\\u001f\\\\]*$',
      examples: ['specs'],
    },
    depth: { type: 'integer', description: 'Commits that are fetched; 0: all.', minimum: 0, default: 1 },
    interval: duration('How often it is looked at.', '1m'),
    timeout: duration('How long one look may take.', '1m'),
    credentials,
    verify,
    webhook,
  },
});

/** `spec.source`. */
export const source = object({
  description: 'Where the spec is: a folder or a repository.',
  properties: { folder, git },
});
