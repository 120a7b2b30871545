resource "aws_sqs_queue" "trailwarden_dead" {
  region                    = "eu-west-1"
  name                      = "trailwarden-dead"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue" "trailwarden" {
  region                     = "eu-west-1"
  name                       = "trailwarden"
  sqs_managed_sse_enabled    = true
  message_retention_seconds  = 86400
  visibility_timeout_seconds = 300
  redrive_policy             = jsonencode({
    "deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111111111111:trailwarden-dead",
    "maxReceiveCount": 12
  })
  depends_on                 = [aws_sqs_queue.trailwarden_dead]
}

resource "aws_sqs_queue_policy" "trailwarden" {
  region    = "eu-west-1"
  queue_url = aws_sqs_queue.trailwarden.id
  policy    = jsonencode({
    "Version": "2012-10-17",
    "Statement": [
      {
        "Sid": "TrailwardenEvents",
        "Effect": "Allow",
        "Principal": {
          "Service": "events.amazonaws.com"
        },
        "Action": "sqs:SendMessage",
        "Resource": "arn:aws:sqs:eu-west-1:111111111111:trailwarden",
        "Condition": {
          "ArnEquals": {
            "aws:SourceArn": [
              "arn:aws:events:eu-west-1:111111111111:rule/trailwarden-acme-cloudtrail",
              "arn:aws:events:eu-west-1:111111111111:rule/trailwarden-acme-s3"
            ]
          },
          "StringEquals": {
            "aws:SourceAccount": "111111111111"
          }
        }
      }
    ]
  })
}

resource "aws_cloudwatch_event_rule" "trailwarden_cloudtrail_eu_west_1" {
  region        = "eu-west-1"
  name          = "trailwarden-acme-cloudtrail"
  event_pattern = jsonencode({
    "source": [
      "aws.cloudtrail"
    ],
    "detail-type": [
      "AWS API Call via CloudTrail"
    ],
    "detail": {
      "eventSource": [
        "cloudtrail.amazonaws.com"
      ],
      "eventName": [
        "CreateTrail",
        "UpdateTrail",
        "DeleteTrail",
        "StartLogging",
        "StopLogging",
        "PutEventSelectors",
        "PutInsightSelectors",
        "PutEventConfiguration",
        "AddTags",
        "RemoveTags"
      ],
      "errorCode": [
        {
          "exists": false
        }
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "trailwarden_cloudtrail_eu_west_1" {
  region    = "eu-west-1"
  rule      = aws_cloudwatch_event_rule.trailwarden_cloudtrail_eu_west_1.name
  target_id = "trailwarden"
  arn       = "arn:aws:sqs:eu-west-1:111111111111:trailwarden"
}

resource "aws_cloudwatch_event_rule" "trailwarden_s3_eu_west_1" {
  region        = "eu-west-1"
  name          = "trailwarden-acme-s3"
  event_pattern = jsonencode({
    "source": [
      "aws.s3"
    ],
    "detail-type": [
      "AWS API Call via CloudTrail"
    ],
    "detail": {
      "eventSource": [
        "s3.amazonaws.com"
      ],
      "eventName": [
        "CreateBucket",
        {
          "prefix": "DeleteBucket"
        },
        {
          "prefix": "PutBucket"
        }
      ],
      "errorCode": [
        {
          "exists": false
        }
      ],
      "requestParameters": {
        "bucketName": [
          "acme-audit-logs"
        ]
      }
    }
  })
}

resource "aws_cloudwatch_event_target" "trailwarden_s3_eu_west_1" {
  region    = "eu-west-1"
  rule      = aws_cloudwatch_event_rule.trailwarden_s3_eu_west_1.name
  target_id = "trailwarden"
  arn       = "arn:aws:sqs:eu-west-1:111111111111:trailwarden"
}
