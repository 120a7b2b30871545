data "aws_caller_identity" "current" {}

resource "aws_iam_role" "trailwarden" {
  name               = "trailwarden"
  path               = "/security/"
  assume_role_policy = jsonencode({
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Principal": {
          "AWS": "arn:aws:iam::111122223333:root"
        },
        "Action": "sts:AssumeRole",
        "Condition": {
          "StringEquals": {
            "sts:ExternalId": "acme-7f3a"
          }
        }
      }
    ]
  })
}

resource "aws_iam_role_policy" "trailwarden" {
  name   = "trailwarden-apply"
  role   = aws_iam_role.trailwarden.id
  policy = jsonencode({
    "Version": "2012-10-17",
    "Statement": [
      {
        "Sid": "Around",
        "Effect": "Allow",
        "Action": [
          "ec2:DescribeRegions"
        ],
        "Resource": [
          "*"
        ]
      },
      {
        "Sid": "BucketReads",
        "Effect": "Allow",
        "Action": [
          "s3:GetBucketAcl",
          "s3:GetBucketCORS",
          "s3:GetBucketOwnershipControls",
          "s3:GetBucketPolicy",
          "s3:GetBucketPublicAccessBlock",
          "s3:GetBucketRequestPayment",
          "s3:GetBucketTagging",
          "s3:GetBucketVersioning",
          "s3:GetBucketWebsite",
          "s3:GetEncryptionConfiguration",
          "s3:GetLifecycleConfiguration",
          "s3:GetReplicationConfiguration",
          "s3:ListBucket"
        ],
        "Resource": [
          "arn:aws:s3:::acme-audit-logs"
        ]
      },
      {
        "Sid": "TopicReads",
        "Effect": "Allow",
        "Action": [
          "sns:GetTopicAttributes",
          "sns:ListTagsForResource"
        ],
        "Resource": [
          "arn:aws:sns:eu-west-1:${data.aws_caller_identity.current.account_id}:audit-delivery"
        ]
      },
      {
        "Sid": "TrailReadsAll",
        "Effect": "Allow",
        "Action": [
          "cloudtrail:DescribeTrails"
        ],
        "Resource": [
          "*"
        ]
      },
      {
        "Sid": "TrailReads",
        "Effect": "Allow",
        "Action": [
          "cloudtrail:GetEventSelectors",
          "cloudtrail:GetInsightSelectors",
          "cloudtrail:GetTrailStatus",
          "cloudtrail:ListTags"
        ],
        "Resource": [
          "arn:aws:cloudtrail:*:${data.aws_caller_identity.current.account_id}:trail/*"
        ]
      },
      {
        "Sid": "BucketWrites",
        "Effect": "Allow",
        "Action": [
          "s3:CreateBucket",
          "s3:PutBucketOwnershipControls",
          "s3:PutBucketPolicy",
          "s3:PutBucketPublicAccessBlock",
          "s3:PutBucketTagging",
          "s3:PutBucketVersioning",
          "s3:PutEncryptionConfiguration",
          "s3:TagResource"
        ],
        "Resource": [
          "arn:aws:s3:::acme-audit-logs"
        ]
      },
      {
        "Sid": "TopicWrites",
        "Effect": "Allow",
        "Action": [
          "sns:CreateTopic",
          "sns:SetTopicAttributes",
          "sns:TagResource",
          "sns:UntagResource"
        ],
        "Resource": [
          "arn:aws:sns:eu-west-1:${data.aws_caller_identity.current.account_id}:audit-delivery"
        ]
      },
      {
        "Sid": "TrailWrites",
        "Effect": "Allow",
        "Action": [
          "cloudtrail:AddTags",
          "cloudtrail:CreateTrail",
          "cloudtrail:PutEventSelectors",
          "cloudtrail:PutInsightSelectors",
          "cloudtrail:RemoveTags",
          "cloudtrail:StartLogging",
          "cloudtrail:UpdateTrail"
        ],
        "Resource": [
          "arn:aws:cloudtrail:eu-west-1:${data.aws_caller_identity.current.account_id}:trail/main",
          "arn:aws:cloudtrail:us-east-1:${data.aws_caller_identity.current.account_id}:trail/us-copy"
        ]
      },
      {
        "Sid": "Attribution",
        "Effect": "Allow",
        "Action": [
          "cloudtrail:LookupEvents"
        ],
        "Resource": [
          "*"
        ]
      }
    ]
  })
}
