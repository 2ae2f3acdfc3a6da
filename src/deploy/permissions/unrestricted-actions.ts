/**
 * The actions of IAM that take no resource: a statement for them needs `*` (service authorization reference, the rows without a resource
 * type). A trailing `*` covers all actions that begin so.
 */
const actions: Readonly<Record<string, string>> = {
  athena: `
    ListApplicationDPUSizes ListCapacityReservations ListDataCatalogs ListEngineVersions ListExecutors ListWorkGroups`,
  autoscaling: 'Describe* GetPredictiveScalingForecast PutAccountSetting',
  batch: `
    DescribeComputeEnvironments DescribeJobDefinitions DescribeJobQueues DescribeJobs DescribeSchedulingPolicies
    DescribeServiceEnvironments DescribeServiceJob ListConsumableResources ListJobs ListSchedulingPolicies ListServiceJobs`,
  ce: `
    CreateAnomalyMonitor CreateAnomalySubscription CreateCostCategoryDefinition GetApproximateUsageRecords GetCommitmentPurchaseAnalysis
    GetCostAndUsage GetCostForecast GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation
    GetReservationUtilization GetRightsizingRecommendation GetSavingsPlanPurchaseRecommendationDetails GetSavingsPlansCoverage
    GetSavingsPlansPurchaseRecommendation GetSavingsPlansUtilization GetSavingsPlansUtilizationDetails GetTags GetUsageForecast
    ListCommitmentPurchaseAnalyses ListCostAllocationTagBackfillHistory ListCostAllocationTags ListCostCategoryDefinitions
    ListCostCategoryResourceAssociations ListSavingsPlansPurchaseRecommendationGeneration ProvideAnomalyFeedback
    StartCommitmentPurchaseAnalysis StartCostAllocationTagBackfill StartSavingsPlansPurchaseRecommendationGeneration
    UpdateCostAllocationTagsStatus`,
  cloudformation: `
    ActivateOrganizationsAccess ActivateType BatchDescribeTypeConfigurations CancelResourceRequest CreateGeneratedTemplate
    CreateResource CreateStackSet DeactivateOrganizationsAccess DeactivateType DeleteGeneratedTemplate DeleteResource DeregisterType
    DescribeAccountLimits DescribeGeneratedTemplate DescribeOrganizationsAccess DescribePublisher DescribeResourceScan
    DescribeStackDriftDetectionStatus DescribeType DescribeTypeRegistration EstimateTemplateCost GetGeneratedTemplate GetHookResult
    GetResource GetResourceRequestStatus ListExports ListGeneratedTemplates ListImports ListResourceRequests
    ListResourceScanRelatedResources ListResourceScanResources ListResourceScans ListResources ListStackSets ListStacks
    ListTypeRegistrations ListTypeVersions ListTypes PublishType RegisterPublisher RegisterType SetTypeConfiguration
    SetTypeDefaultVersion StartResourceScan TestType UpdateGeneratedTemplate UpdateResource ValidateTemplate`,
  cloudwatch: `
    CreateResourceMetricsConfiguration DeleteAnomalyDetector DeleteResourceMetricsConfiguration DescribeAlarmsForMetric
    DescribeAnomalyDetectors DescribeInsightRules GetMetricData GetMetricStatistics GetMetricWidgetImage GetOTelEnrichment
    GetResourceMetricsConfiguration ListDashboards ListManagedInsightRules ListMetricStreams ListMetrics PutAnomalyDetector
    PutManagedInsightRules PutMetricData StartOTelEnrichment StopOTelEnrichment UpdateOTelEnrichment UpdateResourceMetricsConfiguration`,
  codebuild: `
    DeleteSourceCredentials ImportSourceCredentials ListBuildBatches ListBuilds ListCuratedEnvironmentImages ListFleets ListProjects
    ListReportGroups ListReports ListSandboxes ListSharedProjects ListSharedReportGroups ListSourceCredentials`,
  comprehend: `
    BatchDetectDominantLanguage BatchDetectEntities BatchDetectKeyPhrases BatchDetectSentiment BatchDetectSyntax
    BatchDetectTargetedSentiment ContainsPiiEntities DetectDominantLanguage DetectKeyPhrases DetectPiiEntities DetectSentiment
    DetectSyntax DetectTargetedSentiment DetectToxicContent ListDocumentClassificationJobs ListDocumentClassifierSummaries
    ListDocumentClassifiers ListDominantLanguageDetectionJobs ListEndpoints ListEntitiesDetectionJobs ListEntityRecognizerSummaries
    ListEntityRecognizers ListEventsDetectionJobs ListFlywheels ListKeyPhrasesDetectionJobs ListPiiEntitiesDetectionJobs
    ListSentimentDetectionJobs ListTargetedSentimentDetectionJobs ListTopicsDetectionJobs`,
  databrew: `
    CreateDataset CreateProfileJob CreateProject CreateRecipe CreateRecipeJob CreateRuleset CreateSchedule ListDatasets ListJobs
    ListProjects ListRecipes ListRulesets ListSchedules`,
  dynamodb: `
    DescribeEndpoints DescribeLimits ListBackups ListContributorInsights ListGlobalTables ListStreams ListTables`,
  ec2: 'Describe*',
  ecr: `
    CreatePullThroughCacheRule CreateRepositoryCreationTemplate DeletePullThroughCacheRule DeleteRegistryPolicy
    DeleteRepositoryCreationTemplate DeleteSigningConfiguration DeregisterPullTimeUpdateExclusion DescribePullThroughCacheRules
    DescribeRegistry DescribeRepositoryCreationTemplates GetAccountSetting GetAuthorizationToken GetRegistryPolicy
    GetRegistryScanningConfiguration GetSigningConfiguration ListPullTimeUpdateExclusions PutAccountSetting PutRegistryPolicy
    PutRegistryScanningConfiguration PutReplicationConfiguration PutSigningConfiguration RegisterPullTimeUpdateExclusion
    UpdatePullThroughCacheRule UpdateRepositoryCreationTemplate ValidatePullThroughCacheRule`,
  ecs: `
    DeleteAccountSetting DeregisterTaskDefinition DescribeTaskDefinition DiscoverPollEndpoint ListAccountSettings ListClusters
    ListDaemonTaskDefinitions ListDaemons ListServices ListServicesByNamespace ListTaskDefinitionFamilies ListTaskDefinitions
    PutAccountSetting PutAccountSettingDefault`,
  elasticmapreduce: `
    CreateSecurityConfiguration CreateStudio DeleteSecurityConfiguration DescribeReleaseLabel DescribeSecurityConfiguration
    GetBlockPublicAccessConfiguration ListClusters ListNotebookExecutions ListReleaseLabels ListSecurityConfigurations
    ListStudioSessionMappings ListStudios ListSupportedInstanceTypes PutBlockPublicAccessConfiguration RunJobFlow`,
  events: `
    ListApiDestinations ListArchives ListConnections ListEndpoints ListEventBuses ListEventSources ListPartnerEventSources ListReplays
    ListRuleNamesByTarget ListRules ListSubscribers PutPartnerEvents PutPermission RemovePermission TestEventPattern`,
  glue: `
    BatchGetCustomEntityTypes CheckSchemaVersionValidity CreateClassifier CreateCrawler CreateCustomEntityType CreateDataQualityRuleset
    CreateDevEndpoint CreateGlueIdentityCenterConfiguration CreateMLTransform CreateScript CreateSecurityConfiguration DeleteClassifier
    DeleteCustomEntityType DeleteGlueIdentityCenterConfiguration DeleteSecurityConfiguration DescribeInboundIntegrations GetClassifier
    GetClassifiers GetColumnStatisticsTaskRun GetColumnStatisticsTaskRuns GetColumnStatisticsTaskSettings GetCrawlerMetrics GetCrawlers
    GetCustomEntityType GetDataflowGraph GetDevEndpoints GetGlueIdentityCenterConfiguration GetJobBookmark GetJobs GetMapping GetPlan
    GetSecurityConfiguration GetSecurityConfigurations GetTriggers ListBlueprints ListColumnStatisticsTaskRuns ListConnectionTypes
    ListCrawlers ListCustomEntityTypes ListDevEndpoints ListJobs ListRegistries ListSessions ListTriggers ListUsageProfiles
    ListWorkflows ResetJobBookmark StartCrawlerSchedule StopCrawlerSchedule UpdateClassifier UpdateCrawlerSchedule
    UpdateGlueIdentityCenterConfiguration`,
  iam: `
    CreateAccountAlias DeleteAccountAlias DeleteAccountPasswordPolicy DisableOrganizationsRootCredentialsManagement
    DisableOrganizationsRootSessions DisableOutboundWebIdentityFederation EnableOrganizationsRootCredentialsManagement
    EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation GenerateCredentialReport GetAccountAuthorizationDetails
    GetAccountPasswordPolicy GetAccountProperties GetAccountSummary GetContextKeysForCustomPolicy GetCredentialReport
    GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetServiceLastAccessedDetails
    GetServiceLastAccessedDetailsWithEntities ListAccountAliases ListDelegationRequests ListGroups ListInstanceProfiles
    ListOpenIDConnectProviders ListOrganizationsFeatures ListPolicies ListRoles ListSAMLProviders ListServerCertificates ListUsers
    ListVirtualMFADevices PutAccountProperties SetSecurityTokenServicePreferences SimulateCustomPolicy UpdateAccountPasswordPolicy`,
  kms: `
    ConnectCustomKeyStore CreateCustomKeyStore CreateKey DeleteCustomKeyStore DescribeCustomKeyStores DisconnectCustomKeyStore
    GenerateRandom ListAliases ListKeys ListRetirableGrants UpdateCustomKeyStore`,
  lambda: `
    CreateCodeSigningConfig CreateEventSourceMapping CreateMicrovmImage GetAccountSettings GetWebAccountSettings ListCapacityProviders
    ListCodeSigningConfigs ListEventSourceMappings ListFunctions ListLayerVersions ListLayers ListManagedMicrovmImages ListMicrovmImages
    ListMicrovms ListNetworkConnectors ListWebFunctions`,
  logs: `
    AssociateSourceToS3TableIntegration CancelExportTask CancelImportTask CreateImportTask DeleteAccountPolicy DeleteIndexPolicy
    DeleteIntegration DeleteQueryDefinition DeleteResourcePolicy DescribeAccountPolicies DescribeConfigurationTemplates
    DescribeDeliveries DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations DescribeExportTasks
    DescribeFieldIndexes DescribeImportTaskBatches DescribeImportTasks DescribeIndexPolicies DescribeLogGroups DescribeLookupTables
    DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies DisassociateSourceFromS3TableIntegration GetIntegration
    GetLogFields GetStorageTierPolicy ListAggregateLogGroupSummaries ListIntegrations ListLogGroups ListLogGroupsForQuery
    ListScheduledQueries ListSourcesForS3TableIntegration ListSyslogConfigurations PutAccountPolicy PutIndexPolicy PutIntegration
    PutQueryDefinition PutResourcePolicy PutStorageTierPolicy StopQuery TestMetricFilter TestTransformer`,
  organizations: `
    CreateAccount CreateGovCloudAccount CreateOrganization DeleteOrganization DeleteResourcePolicy DescribeCreateAccountStatus
    DescribeOrganization DescribeResourcePolicy DisableAWSServiceAccess EnableAWSServiceAccess EnableAllFeatures LeaveOrganization
    ListAWSServiceAccessForOrganization ListAccounts ListAccountsWithInvalidEffectivePolicy ListCreateAccountStatus
    ListDelegatedAdministrators ListHandshakesForAccount ListHandshakesForOrganization ListInboundResponsibilityTransfers
    ListOutboundResponsibilityTransfers ListPolicies ListRoots`,
  polly: `
    DescribeVoices GetSpeechSynthesisTask ListLexicons ListSpeechSynthesisTasks StartSpeechSynthesisTask`,
  pricing: '*',
  rds: `
    CancelExportTask CreateDBProxy DescribeAccountAttributes DescribeCertificates DescribeDBEngineVersions DescribeDBMajorEngineVersions
    DescribeDBRecommendations DescribeEngineDefaultClusterParameters DescribeEngineDefaultParameters DescribeEventCategories
    DescribeEvents DescribeOptionGroupOptions DescribeOrderableDBInstanceOptions DescribeReservedDBInstancesOfferings
    DescribeSourceRegions ModifyCertificates ModifyDBRecommendation`,
  'redshift-data': 'CancelStatement DescribeStatement GetStatementResult ListSessions ListStatements',
  rekognition: `
    CompareFaces CreateCollection CreateFaceLivenessSession CreateProject DescribeProjects DetectFaces DetectLabels
    DetectModerationLabels DetectProtectiveEquipment DetectText GetCelebrityInfo GetCelebrityRecognition GetContentModeration
    GetFaceDetection GetFaceLivenessSessionResults GetFaceSearch GetLabelDetection GetMediaAnalysisJob GetPersonTracking
    GetSegmentDetection GetTextDetection ListCollections ListMediaAnalysisJobs ListStreamProcessors RecognizeCelebrities
    StartCelebrityRecognition StartContentModeration StartFaceDetection StartLabelDetection StartPersonTracking StartSegmentDetection
    StartTextDetection`,
  s3: `
    CreateJob CreateStorageLensGroup GetAccessPoint ListAccessGrantsInstances ListAccessPoints ListAccessPointsForObjectLambda ListJobs
    ListMultiRegionAccessPoints ListStorageLensConfigurations ListStorageLensGroups PutStorageLensConfiguration`,
  sagemaker: `
    DescribeJobSchemaVersion DescribeLineageGroup DisableSagemakerServicecatalogPortfolio EnableSagemakerServicecatalogPortfolio
    ExtendTrainingPlan GetLineageGroupPolicy GetSagemakerServicecatalogPortfolioStatus GetSearchSuggestions ListAIBenchmarkJobs
    ListAIRecommendationJobs ListAIWorkloadConfigs ListActions ListAlgorithms ListAppImageConfigs ListApps ListArtifacts
    ListAssociations ListAutoMLJobs ListCandidatesForAutoMLJob ListClusterSchedulerConfigs ListClusters ListCodeRepositories
    ListCompilationJobs ListComputeQuotas ListContexts ListDataQualityJobDefinitions ListDeviceFleets ListDevices ListDomains
    ListEdgeDeploymentPlans ListEdgePackagingJobs ListEndpointConfigs ListEndpoints ListExperiments ListFeatureGroups
    ListFlowDefinitions ListHubs ListHumanLoops ListHumanTaskUis ListHyperParameterTuningJobs ListImages ListInferenceComponents
    ListInferenceExperiments ListInferenceRecommendationsJobSteps ListInferenceRecommendationsJobs ListJobSchemaVersions ListJobs
    ListLabelingJobs ListLineageGroups ListMlflowApps ListMlflowTrackingServers ListModelBiasJobDefinitions ListModelCards
    ListModelExplainabilityJobDefinitions ListModelMetadata ListModelPackageGroups ListModelQualityJobDefinitions ListModels
    ListMonitoringAlertHistory ListMonitoringAlerts ListMonitoringExecutions ListMonitoringSchedules
    ListNotebookInstanceLifecycleConfigs ListNotebookInstances ListOptimizationJobs ListPartnerApps ListPipelines ListProcessingJobs
    ListProjects ListResourceCatalogs ListSpaces ListStageDevices ListStudioLifecycleConfigs ListSubscribedWorkteams ListTrainingJobs
    ListTrainingPlans ListTrainingSessions ListTransformJobs ListTrialComponents ListTrials ListUserProfiles ListWorkforces
    ListWorkteams QueryLineage RenderUiTemplate Search SearchTrainingPlanOfferings`,
  scheduler: 'ListScheduleGroups ListSchedules',
  secretsmanager: 'BatchGetSecretValue GetRandomPassword ListSecrets',
  ses: `
    CloneReceiptRuleSet CreateConfigurationSetTrackingOptions CreateExportJob CreateImportJob CreateMultiRegionEndpoint
    CreateReceiptFilter CreateReceiptRule CreateReceiptRuleSet CreateTemplate DeleteConfigurationSetTrackingOptions DeleteIdentity
    DeleteIdentityPolicy DeleteReceiptFilter DeleteReceiptRule DeleteReceiptRuleSet DeleteTemplate DeleteVerifiedEmailAddress
    DescribeActiveReceiptRuleSet DescribeConfigurationSet DescribeReceiptRule DescribeReceiptRuleSet GetAccount GetAccountSendingEnabled
    GetBlacklistReports GetDedicatedIp GetDeliverabilityDashboardOptions GetDomainDeliverabilityCampaign GetEmailAddressInsights
    GetIdentityDkimAttributes GetIdentityMailFromDomainAttributes GetIdentityNotificationAttributes GetIdentityPolicies
    GetIdentityVerificationAttributes GetMessageInsights GetSendQuota GetSendStatistics GetTemplate ListAddonInstances
    ListAddonSubscriptions ListAddressLists ListArchiveExports ListArchiveSearches ListArchives ListConfigurationSets ListContactLists
    ListCustomVerificationEmailTemplates ListDedicatedIpPools ListDeliverabilityTestReports ListDomainDeliverabilityCampaigns
    ListEmailIdentities ListEmailTemplates ListExportJobs ListIdentities ListIdentityPolicies ListImportJobs ListIngressPoints
    ListMultiRegionEndpoints ListReceiptFilters ListReceiptRuleSets ListRelays ListRuleSets ListTemplates ListTenants
    ListTrafficPolicies ListVerifiedEmailAddresses PutAccountDedicatedIpWarmupAttributes PutAccountDetails PutAccountPricingAttributes
    PutAccountSendingAttributes PutAccountSuppressionAttributes PutAccountVdmAttributes PutDedicatedIpWarmupAttributes
    PutDeliverabilityDashboardOption PutIdentityPolicy ReorderReceiptRuleSet SetActiveReceiptRuleSet SetIdentityDkimEnabled
    SetIdentityFeedbackForwardingEnabled SetIdentityHeadersInNotificationsEnabled SetIdentityMailFromDomain SetIdentityNotificationTopic
    SetReceiptRulePosition TestRenderTemplate UpdateAccountSendingEnabled UpdateConfigurationSetReputationMetricsEnabled
    UpdateConfigurationSetSendingEnabled UpdateConfigurationSetTrackingOptions UpdateReceiptRule UpdateTemplate VerifyDomainDkim
    VerifyDomainIdentity VerifyEmailAddress VerifyEmailIdentity`,
  sns: `
    CheckIfPhoneNumberIsOptedOut CreatePlatformApplication CreatePlatformEndpoint CreateSMSSandboxPhoneNumber DeleteEndpoint
    DeletePlatformApplication DeleteSMSSandboxPhoneNumber GetEndpointAttributes GetPlatformApplicationAttributes GetSMSAttributes
    GetSMSSandboxAccountStatus ListEndpointsByPlatformApplication ListOriginationNumbers ListPhoneNumbersOptedOut
    ListPlatformApplications ListSMSSandboxPhoneNumbers ListSubscriptions ListTopics OptInPhoneNumber SetEndpointAttributes
    SetPlatformApplicationAttributes SetSMSAttributes VerifySMSSandboxPhoneNumber`,
  sqs: 'ListQueues',
  ssm: `
    CancelCommand CreateActivation CreateMaintenanceWindow CreateOpsItem CreateOpsMetadata CreatePatchBaseline DeleteActivation
    DeleteInventory DescribeActivations DescribeAutomationExecutions DescribeAvailablePatches DescribeInstanceInformation
    DescribeInstancePatchStatesForPatchGroup DescribeInstanceProperties DescribeInventoryDeletions
    DescribeMaintenanceWindowExecutionTaskInvocations DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowSchedule
    DescribeMaintenanceWindows DescribeMaintenanceWindowsForTarget DescribeOpsItems DescribeParameters DescribePatchBaselines
    DescribePatchGroupState DescribePatchGroups DescribePatchProperties DescribeSessions GetCommandInvocation
    GetDeployablePatchSnapshotForInstance GetExecutionPreview GetInventory GetInventorySchema GetMaintenanceWindowExecution
    GetMaintenanceWindowExecutionTask GetMaintenanceWindowExecutionTaskInvocation GetPatchBaselineForPatchGroup ListAssociations
    ListCloudConnectors ListCommandInvocations ListCommands ListComplianceItems ListComplianceSummaries ListDocuments
    ListInventoryEntries ListOpsItemEvents ListOpsItemRelatedItems ListOpsMetadata ListResourceComplianceSummaries ListResourceDataSync
    PutInventory StartExecutionPreview`,
  states: `
    ListActivities ListStateMachines SendTaskFailure SendTaskHeartbeat SendTaskSuccess TestState ValidateStateMachineDefinition`,
  sts: `
    DecodeAuthorizationMessage GetAccessKeyInfo GetCallerIdentity GetDelegatedAccessToken GetSessionToken GetWebIdentityToken`,
  support: '*',
  textract: `
    AnalyzeDocument AnalyzeExpense AnalyzeID CreateAdapter DetectDocumentText GetDocumentAnalysis GetDocumentTextDetection
    GetExpenseAnalysis GetLendingAnalysis GetLendingAnalysisSummary ListAdapterVersions ListAdapters StartDocumentAnalysis
    StartDocumentTextDetection StartExpenseAnalysis StartLendingAnalysis`,
  transcribe: `
    CreateCallAnalyticsCategory CreateLanguageModel CreateMedicalVocabulary CreateVocabulary CreateVocabularyFilter
    ListCallAnalyticsCategories ListCallAnalyticsJobs ListLanguageModels ListMedicalScribeJobs ListMedicalTranscriptionJobs
    ListMedicalVocabularies ListTagsForResource ListTranscriptionJobs ListVocabularies ListVocabularyFilters StartCallAnalyticsJob
    StartMedicalScribeJob StartMedicalTranscriptionJob StartTranscriptionJob TagResource UntagResource`,
  translate: `
    DescribeTextTranslationJob ListLanguages ListParallelData ListTerminologies ListTextTranslationJobs StopTextTranslationJob`,
}

/** Actions that begin as others of {@link actions}, and take a resource. */
const restricted: ReadonlySet<string> = new Set(
  [
    'CapacityBlockExtensionOfferings',
    'ClientVpnAuthorizationRules',
    'ClientVpnConnections',
    'ClientVpnRoutes',
    'ClientVpnTargetNetworks',
    'FleetHistory',
    'FleetInstances',
    'FpgaImageAttribute',
    'ImageAttribute',
    'InstanceAttribute',
    'SecurityGroupReferences',
    'SnapshotAttribute',
    'SpotFleetInstances',
    'SpotFleetRequestHistory',
    'VolumeAttribute',
    'VpcAttribute',
    'VpcEndpointServicePermissions',
  ].map((name) => `ec2:Describe${name}`),
)

/** True if an action of IAM takes no resource. */
export const supportsNoResource = (iamAction: string): boolean => {
  if (restricted.has(iamAction)) return false
  const [prefix = '', action = ''] = iamAction.split(':')
  const listed = (Object.hasOwn(actions, prefix) ? (actions[prefix] ?? '') : '').trim().split(/\s+/)
  return listed.some((one) => (one.endsWith('*') ? action.startsWith(one.slice(0, -1)) : one === action))
}
