resource "aws_iam_role" "trailwarden_events" {
  name               = "trailwarden-acme-events"
  assume_role_policy = jsonencode({
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Principal": {
          "Service": "events.amazonaws.com"
        },
        "Action": "sts:AssumeRole"
      }
    ]
  })
}

resource "aws_iam_role_policy" "trailwarden_events" {
  name   = "put-events"
  role   = aws_iam_role.trailwarden_events.id
  policy = jsonencode({
    "Version": "2012-10-17",
    "Statement": [
      {
        "Effect": "Allow",
        "Action": "events:PutEvents",
        "Resource": "arn:aws:events:eu-west-1:222222222222:event-bus/default"
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
  arn       = "arn:aws:events:eu-west-1:222222222222:event-bus/default"
  role_arn  = aws_iam_role.trailwarden_events.arn
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
          "acme-fleet-logs"
        ]
      }
    }
  })
}

resource "aws_cloudwatch_event_target" "trailwarden_s3_eu_west_1" {
  region    = "eu-west-1"
  rule      = aws_cloudwatch_event_rule.trailwarden_s3_eu_west_1.name
  target_id = "trailwarden"
  arn       = "arn:aws:events:eu-west-1:222222222222:event-bus/default"
  role_arn  = aws_iam_role.trailwarden_events.arn
}

resource "aws_cloudwatch_event_rule" "trailwarden_cloudtrail_us_east_1" {
  region        = "us-east-1"
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

resource "aws_cloudwatch_event_target" "trailwarden_cloudtrail_us_east_1" {
  region    = "us-east-1"
  rule      = aws_cloudwatch_event_rule.trailwarden_cloudtrail_us_east_1.name
  target_id = "trailwarden"
  arn       = "arn:aws:events:eu-west-1:222222222222:event-bus/default"
  role_arn  = aws_iam_role.trailwarden_events.arn
}

resource "aws_cloudwatch_event_rule" "trailwarden_s3_us_east_1" {
  region        = "us-east-1"
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
          "acme-fleet-logs"
        ]
      }
    }
  })
}

resource "aws_cloudwatch_event_target" "trailwarden_s3_us_east_1" {
  region    = "us-east-1"
  rule      = aws_cloudwatch_event_rule.trailwarden_s3_us_east_1.name
  target_id = "trailwarden"
  arn       = "arn:aws:events:eu-west-1:222222222222:event-bus/default"
  role_arn  = aws_iam_role.trailwarden_events.arn
}
