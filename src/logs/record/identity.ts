/** Who made a call (AWS CloudTrail User Guide, "CloudTrail userIdentity element"). */
import { anything, choice, object, text } from './shape.ts';
import type { Of } from './shape.ts';

const issuer = object(
  {
    type: text('Root, IAMUser or Role.'),
    userName: text('Of the role or user that issued the session.'),
    principalId: text(),
    arn: text(),
    accountId: text(),
  },
  'Who issued temporary credentials.',
);

const sessionContext = object(
  {
    sessionIssuer: issuer,
    webIdFederationData: object({ federatedProvider: text(), attributes: anything() }, 'Of web identity federation.'),
    attributes: object({
      creationDate: text(
        'When the credentials were issued, as `2026-09-13T17:00:00Z`; in old records `20131102T010628Z`.',
      ),
      mfaAuthenticated: text('"true" or "false": a text.'),
    }),
    sourceIdentity: text('What the session was marked with, for good, when it began.'),
    ec2RoleDelivery: text('"1.0" or "2.0": the version of the metadata service that gave the credentials.'),
    assumedRoot: text('"true" where the session is of AssumeRoot.'),
  },
  'Of temporary credentials.',
);

const everybody = {
  type: text('What kind of principal it is. Missing in some records of events that a service made itself.'),
  principalId: text('Unique; of an assumed role `AROA…:SESSION`.'),
  arn: text('Missing in old records of signing in.'),
  accountId: text('Twelve digits: whose the principal is.'),
  accessKeyId: text('May be empty.'),
  sessionContext,
  invokedBy: text('The service that called in the name of the principal.'),
  invokedByDelegate: object(
    { accountId: text() },
    'The account of a partner that called in the name of the principal.',
  ),
  credentialId: text(),
  identityProvider: text(),
} as const;

const named = object({ ...everybody, userName: text() });
const onBehalfOf = object(
  { userId: text(), identityStoreArn: text() },
  'The user of IAM Identity Center in whose name the call was made.',
);

export const identityShape = choice(
  {
    Root: object({ ...everybody, userName: text('Only where the account has an alias.') }, 'The root user.'),
    IAMUser: object(
      { ...everybody, userName: text('Of a failed sign-in it may be HIDDEN_DUE_TO_SECURITY_REASONS.') },
      'A user of IAM.',
    ),
    AssumedRole: object({ ...everybody, userName: text(), onBehalfOf }, 'A session of a role.'),
    Role: named,
    FederatedUser: named,
    Directory: named,
    AWSAccount: object({ ...everybody, userName: text() }, 'Somebody of another account.'),
    AWSService: object({ ...everybody, userName: text() }, 'A service of AWS.'),
    IdentityCenterUser: object({ ...everybody, userName: text(), onBehalfOf }, 'A user of IAM Identity Center.'),
    SAMLUser: named,
    WebIdentityUser: named,
    Unknown: named,
  },
  object({ ...everybody, userName: text(), onBehalfOf }),
  'Who made the call. Which members there are depends on the type.',
);

export type UserIdentity = Of<typeof identityShape>;

/** The name that people know somebody by; null where the record has none. */
export function nameOf(identity: UserIdentity | null | undefined): string | null {
  if (!identity) return null;
  return ownName(identity) ?? filled(identity.principalId) ?? filled(identity.invokedBy);
}

function ownName(identity: UserIdentity): string | null {
  if (identity.type === 'Root') return 'root';
  if (identity.type === 'AssumedRole') return sessionName(identity);
  if (identity.type === 'AWSService') return filled(identity.invokedBy);
  if (identity.type === 'IdentityCenterUser') return filled(identity.userName) ?? filled(identity.onBehalfOf?.userId);
  return filled(identity.userName);
}

/** `ROLE/SESSION`: the ARN has both, and the name of the role without its path. */
function sessionName({ arn, principalId, sessionContext }: UserIdentity): string | null {
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/su.exec(arn ?? '') ?? [];
  const name = filled(sessionContext?.sessionIssuer?.userName) ?? role;
  if (name === undefined) return null;
  const ownSession = session ?? /:(.+)$/su.exec(principalId ?? '')?.[1];
  return ownSession === undefined ? name : `${name}/${ownSession}`;
}

const filled = (value: string | null | undefined): string | null => value || null;
