/** What CloudTrail's user guide listed in April 2026. AWS adds to it every month: what is not listed is doubted, never refused. */

/** Types of resources that have data events. */
export const knownTypes: ReadonlySet<string> = new Set(
  `
  AIDevOps::AgentSpace AIDevOps::Association AIDevOps::OperatorAppTeam AIDevOps::PipelineMetadata
  AIDevOps::Service AIOps::InvestigationGroup AppConfig::Configuration AppSync::GraphQLApi B2BI::Transformer
  Backup::SearchJob Bedrock::AdvancedOptimizePromptJob Bedrock::AgentAlias Bedrock::AsyncInvoke
  Bedrock::AutomatedReasoningPolicy Bedrock::AutomatedReasoningPolicyVersion Bedrock::Blueprint
  Bedrock::DataAutomationInvocation Bedrock::DataAutomationProfile Bedrock::DataAutomationProject
  Bedrock::FlowAlias Bedrock::FlowExecution Bedrock::Guardrail Bedrock::InlineAgent Bedrock::KnowledgeBase
  Bedrock::Model Bedrock::PromptVersion Bedrock::Session Bedrock::Tool BedrockAgentCore::APIKeyCredentialProvider
  BedrockAgentCore::Browser BedrockAgentCore::BrowserCustom BedrockAgentCore::CodeInterpreter
  BedrockAgentCore::CodeInterpreterCustom BedrockAgentCore::Evaluator BedrockAgentCore::Gateway
  BedrockAgentCore::Memory BedrockAgentCore::OAuth2CredentialProvider BedrockAgentCore::Runtime
  BedrockAgentCore::RuntimeEndpoint BedrockAgentCore::TokenVault BedrockAgentCore::WorkloadIdentity
  BedrockAgentCore::WorkloadIdentityDirectory Cassandra::Stream Cassandra::Table CloudFront::KeyValueStore
  CloudOptimization::Profile CloudOptimization::Recommendation CloudTrail::Channel CloudWatch::Metric
  CodeGuruProfiler::ProfilingGroup CodeWhisperer::Customization CodeWhisperer::Profile Cognito::IdentityPool
  DSQL::Cluster DataExchange::Asset Deadline::Fleet Deadline::Job Deadline::Queue Deadline::Worker
  DynamoDB::Stream DynamoDB::Table EC2::InstanceConnectEndpoint EC2::Snapshot ECS::ContainerInstance
  EKS::Dashboard EMRWAL::Workspace FSx::Volume FinSpace::Environment GameLiftStreams::Application
  GameLiftStreams::StreamGroup GeoMaps::Provider GeoPlaces::Provider GeoRoutes::Provider Glue::Table
  GreengrassV2::ComponentVersion GreengrassV2::Deployment GuardDuty::Detector GuardDuty::MalwareScan
  IoT::Certificate IoT::Thing IoTSiteWise::Asset IoTSiteWise::TimeSeries IoTTwinMaker::Entity
  IoTTwinMaker::Workspace KendraRanking::ExecutionPlan Kinesis::Stream Kinesis::StreamConsumer
  KinesisFirehose::DeliveryStream KinesisVideo::SignalingChannel KinesisVideo::Stream Lambda::Function
  MWAA::Environment MachineLearning::MlModel ManagedBlockchain::Network ManagedBlockchain::Node
  ManagedBlockchainQuery::QueryAPI MedicalImaging::Datastore MedicalImaging::Imageset NeptuneGraph::Graph
  NetworkFlowMonitor::Monitor NetworkFlowMonitor::Scope NovaAct::WorkflowDefinition NovaAct::WorkflowRun One::UKey
  One::User PCAConnectorAD::Connector PCAConnectorSCEP::Connector PaymentCryptography::Alias
  PaymentCryptography::Key Pinpoint::App QApps::QApp QApps::QAppSession QBusiness::Application
  QBusiness::DataSource QBusiness::Index QBusiness::Integration QBusiness::WebExperience QDeveloper::Integration
  QuickSight::Flow QuickSight::FlowSession Quicksight::ActionConnector RDS::DBCluster RUM::AppMonitor
  Redshift::Cluster S3::AccessPoint S3::Object S3Express::Object S3ObjectLambda::AccessPoint S3Outposts::Object
  S3Tables::Table S3Tables::TableBucket S3Vectors::Index S3Vectors::VectorBucket SCN::Instance SDB::Domain
  SES::ConfigurationSet SES::EmailIdentity SES::Template SMSVoice::Message SMSVoice::OriginationIdentity
  SNS::PlatformEndpoint SNS::Topic SQS::Queue SSM::ExecutionPreview SSM::ManagedNode SSMMessages::ControlChannel
  SWF::Domain SageMaker::Endpoint SageMaker::ExperimentTrialComponent SageMaker::FeatureGroup
  SageMaker::MlflowTrackingServer ServiceDiscovery::Namespace ServiceDiscovery::Service Signer::SigningJob
  Signer::SigningProfile SitewiseAssistant::Conversation SocialMessaging::PhoneNumberId SocialMessaging::WabaId
  StepFunctions::Activity StepFunctions::StateMachine SupportAccess::Tenant SupportAccess::TrustingAccount
  SupportAccess::TrustingRole ThinClient::Device ThinClient::Environment Timestream::Database
  Timestream::RegionalEndpoint Timestream::Table Transform::AgentInstance TransformCustom::Campaign
  TransformCustom::Conversation TransformCustom::KnowledgeItem TransformCustom::Package
  VerifiedPermissions::PolicyStore XRay::Trace
`
    .trim()
    .split(/\s+/u)
    .map(one => `AWS::${one}`),
);

/** Event sources that have network activity events. */
export const knownSources: ReadonlySet<string> = new Set(
  `
  aco-automation appconfig application-signals appmesh athena b2bi backup-gateway bcm-data-exports bcm-pricing-
  calculator bedrock-agentcore bedrock billing cassandra ce cloudcontrolapi cloudformation cloudhsm
  cloudoptimization cloudtrail codedeploy comprehend comprehendmedical config ds dynamodb ec2 ecs
  elasticfilesystem elasticloadbalancing events firehose frauddetector freetier fsx glue healthlake invoicing iot
  iotfleetwise iotsecuredtunneling kms lakeformation lambda license-manager lookoutequipment lookoutvision
  monitoring nova-act personalize qbusiness rds rekognition rolesanywhere s3 sagemaker scheduler secretsmanager
  servicediscovery sns sqs ssm-contacts ssm storagegateway swf textract transcribe transcribestreaming transform-
  agents transform-custom transform translate user-subscriptions verifiedpermissions voiceid workmail
  workmailmessageflow
`
    .trim()
    .split(/\s+/u)
    .map(one => `${one}.amazonaws.com`),
);
