import type { ApiFailure, FailureCategory } from '../../core/failure.ts';

/**
 * How asking again may help:
 * - `throttle`: slower, it will
 * - `transient`: in a moment
 * - `unreachable`: perhaps; somebody may have to mend the network
 * - `silent`: once; who did not answer in time hangs, or was unlucky
 * - `busy`: when the other operation has ended, a minute or more
 * - `dependency`: when what the call rests on is in force everywhere
 * - `skew`: once; the SDK has set its clock by the answer
 * - `never`
 */
export type RetryClass = 'throttle' | 'transient' | 'unreachable' | 'silent' | 'busy' | 'dependency' | 'skew' | 'never';

interface ErrorClass {
  readonly category: FailureCategory;
  readonly retry: RetryClass;
  readonly names: readonly string[];
}

/**
 * AWS's error codes as the SDK names them: for SNS it turns the code of the wire (`NotFound`) into the name of the class
 * (`NotFoundException`); CloudTrail's and KMS's are the same on both sides; S3's and STS's have no suffix.
 */
const classes: readonly ErrorClass[] = [
  {
    category: 'throttled',
    retry: 'throttle',
    names: [
      'BandwidthLimitExceeded',
      'RequestLimitExceeded',
      'RequestThrottled',
      'RequestThrottledException',
      'SlowDown',
      'ThrottledException',
      'Throttling',
      'ThrottlingException',
      'TooManyRequestsException',
    ],
  },
  {
    category: 'transient',
    retry: 'transient',
    names: [
      'CloudWatchLogsDeliveryUnavailableException',
      'DependencyTimeoutException',
      'InternalError',
      'InternalErrorException',
      'InternalFailure',
      'InternalServerError',
      'KMSInternalException',
      'RequestTimeout',
      'RequestTimeoutException',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'TemporaryRedirect',
    ],
  },
  {
    category: 'dependency',
    retry: 'dependency',
    names: [
      'InsufficientEncryptionPolicyException',
      'InsufficientS3BucketPolicyException',
      'InsufficientSnsTopicPolicyException',
      'KmsException',
      'KmsKeyNotFoundException',
      'S3BucketDoesNotExistException',
    ],
  },
  {
    // What the organization lacks: a person has to act.
    category: 'dependency',
    retry: 'never',
    names: [
      'CloudTrailAccessNotEnabledException',
      'KmsKeyDisabledException',
      'NoManagementAccountSLRExistsException',
      'OrganizationNotInAllFeaturesModeException',
      'OrganizationsNotInUseException',
    ],
  },
  {
    category: 'conflict',
    retry: 'busy',
    names: ['ConcurrentAccessException', 'ConcurrentModificationException', 'ConflictException', 'OperationAborted'],
  },
  {
    category: 'conflict',
    retry: 'never',
    names: [
      'AuthorizationHeaderMalformed',
      'BucketAlreadyExists',
      'BucketAlreadyOwnedByYou',
      'BucketNotEmpty',
      'IllegalLocationConstraintException',
      'IncorrectEndpoint',
      'PermanentRedirect',
      'PreconditionFailed',
      'TrailAlreadyExistsException',
    ],
  },
  {
    category: 'absent',
    retry: 'never',
    names: [
      'AWSOrganizationsNotInUseException',
      'InsightNotEnabledException',
      'NoSuchBucket',
      'NoSuchBucketPolicy',
      'NoSuchCORSConfiguration',
      'NoSuchEntityException',
      'NoSuchKey',
      'NoSuchLifecycleConfiguration',
      'NoSuchPublicAccessBlockConfiguration',
      'NoSuchTagSet',
      'NoSuchVersion',
      'NoSuchWebsiteConfiguration',
      'NotFound',
      'QueueDoesNotExist',
      'NotFoundException',
      'ObjectLockConfigurationNotFoundError',
      'OwnershipControlsNotFoundError',
      'ReplicationConfigurationNotFoundError',
      'ResourceNotFoundException',
      'ServerSideEncryptionConfigurationNotFoundError',
      'TrailNotFoundException',
    ],
  },
  {
    category: 'permission',
    retry: 'never',
    names: [
      'AccessDenied',
      'AccessDeniedException',
      'AccountProblem',
      'AllAccessDisabled',
      'AuthorizationErrorException',
      'InsufficientDependencyServiceAccessPermissionException',
      'InsufficientIAMAccessPermissionException',
      'KMSAccessDeniedException',
      // GetBucketPolicy by anybody but the owning account.
      'MethodNotAllowed',
      'NotOrganizationManagementAccountException',
      'NotOrganizationMasterAccountException',
      'OperationNotPermittedException',
      'OptInRequired',
      'SubscriptionRequired',
      'SubscriptionRequiredException',
      'UnauthorizedOperation',
    ],
  },
  {
    category: 'credentials',
    retry: 'skew',
    names: ['InvalidSignatureException', 'RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed'],
  },
  {
    category: 'credentials',
    retry: 'never',
    names: [
      'AuthFailure',
      'CredentialsProviderError',
      'ExpiredToken',
      'ExpiredTokenException',
      'IncompleteSignature',
      'InvalidAccessKeyId',
      'InvalidClientTokenId',
      'InvalidToken',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'NotSignedUp',
      'ProviderError',
      'SignatureDoesNotMatch',
      'TokenProviderError',
      'TokenRefreshRequired',
      'UnrecognizedClientException',
    ],
  },
  {
    category: 'unsupported',
    retry: 'never',
    names: [
      'InvalidAction',
      'NotImplemented',
      'UnknownOperation',
      'UnknownOperationException',
      'UnsupportedOperation',
      'UnsupportedOperationException',
    ],
  },
  // Of the SDK: no connection, or no answer, in the time given.
  { category: 'unreachable', retry: 'silent', names: ['ETIMEDOUT', 'TimeoutError'] },
  // The endpoint could not be built from the input: a malformed ARN, a region that is none.
  { category: 'invalid', retry: 'never', names: ['EndpointError'] },
];

const byName: ReadonlyMap<string, ErrorClass> = new Map(
  classes.flatMap(each => each.names.map(name => [name, each] as const)),
);

/** For failures whose name says nothing: those of the network, and names of a service's own. */
const byCategory: { readonly [C in FailureCategory]?: RetryClass } = {
  throttled: 'throttle',
  transient: 'transient',
  dependency: 'dependency',
  unreachable: 'unreachable',
};

/** TLS trouble and a name that cannot be right do not go away by themselves. */
const hopeless = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|ERR_INVALID/;

/**
 * The category of one of AWS's codes; undefined if the table does not know it. CloudTrail reports a role or log group
 * that IAM does not know yet with the same two names as a malformed ARN; only the words `Access denied.` tell them apart.
 */
export function categoryOf(name: string, message: string): FailureCategory | undefined {
  if (/^InvalidCloudWatchLogs(Role|LogGroup)ArnException$/.test(name)) {
    return message.includes('Access denied.') ? 'dependency' : 'invalid';
  }
  return byName.get(name)?.category;
}

/** How asking again may help after this failure. */
export function retryClassOf({ name, category }: ApiFailure): RetryClass {
  if (category === 'unreachable' && hopeless.test(name)) return 'never';
  return byName.get(name)?.retry ?? byCategory[category] ?? 'never';
}
