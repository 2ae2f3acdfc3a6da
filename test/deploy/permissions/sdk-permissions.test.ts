import { expect, test } from 'vitest'
import { own, permissionsOf } from './permissions-of.ts'

test.each([
  [
    'aws-sdk:sqs:sendMessageBatch',
    { QueueUrl: `https://sqs.us-east-1.amazonaws.com/123456789012/q`, Entries: [] },
    `sqs:SendMessage on arn:aws:sqs:${own}:q`,
  ],
  ['aws-sdk:sns:publishBatch', { TopicArn: `arn:aws:sns:${own}:t` }, `sns:Publish on arn:aws:sns:${own}:t`],
  ['aws-sdk:s3:putBucketEncryption', { Bucket: 'b' }, 's3:PutEncryptionConfiguration on arn:aws:s3:::b'],
  ['aws-sdk:s3:deleteBucketTagging', { Bucket: 'b' }, 's3:PutBucketTagging on arn:aws:s3:::b'],
  ['aws-sdk:s3:getObjectRetention', { Bucket: 'b', Key: 'k' }, 's3:GetObjectRetention on arn:aws:s3:::b/k'],
  ['aws-sdk:ec2:describeInstances', {}, 'ec2:DescribeInstances on *'],
  ['aws-sdk:redshiftdata:describeStatement', { 'Id.$': '$.id' }, 'redshift-data:DescribeStatement on *'],
  [
    'aws-sdk:transcribe:getTranscriptionJob',
    { 'TranscriptionJobName.$': '$.job' },
    `transcribe:GetTranscriptionJob on arn:aws:transcribe:${own}:transcription-job/*`,
  ],
])('%s needs the action that IAM has for it', (resource, parameters, expected) => {
  expect(permissionsOf({ resource, parameters })).toEqual([expected])
})

test.each([
  ['aws-sdk:apigateway:getRestApis', {}, 'IAM authorizes methods and paths of API Gateway'],
  ['aws-sdk:dynamodb:executeStatement', { Statement: 'SELECT' }, "'dynamodb:PartiQLDelete', 'dynamodb:PartiQLInsert'"],
  ['aws-sdk:ec2:describeInstanceAttribute', { InstanceId: 'i-1' }, 'the request does not show the resource'],
])('%s needs iam, as its request does not show the resource', (resource, parameters, message) => {
  expect(() => permissionsOf({ resource, parameters })).toThrow(message)
})
