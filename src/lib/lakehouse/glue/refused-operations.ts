/** Glue's operations that are not offered, by what they would need. */
const groups: [reason: string, names: string][] = [
  [
    "access rules are Lake Formation's, and nothing is governed here",
    `GetUnfilteredPartitionMetadata GetUnfilteredPartitionsMetadata GetUnfilteredTableMetadata`,
  ],
  [
    "there is one catalog, the account's own",
    `CreateCatalog DeleteCatalog GetDataCatalogExportConfiguration ImportCatalogToGlue
     PutDataCatalogExportConfiguration UpdateCatalog`,
  ],
  [
    'the catalog has neither encryption settings nor policies of its own',
    `CreateSecurityConfiguration DeleteResourcePolicy DeleteSecurityConfiguration GetSecurityConfiguration
     PutDataCatalogEncryptionSettings PutResourcePolicy`,
  ],
  [
    'tables are maintained by OPTIMIZE and VACUUM',
    `BatchGetTableOptimizer CreateTableOptimizer DeleteTableOptimizer GetMaterializedViewRefreshTaskRun
     GetTableOptimizer ListMaterializedViewRefreshTaskRuns ListTableOptimizerRuns StartMaterializedViewRefreshTaskRun
     StopMaterializedViewRefreshTaskRun UpdateTableOptimizer`,
  ],
  [
    'statistics are given by clients, not computed',
    `CreateColumnStatisticsTaskSettings DeleteColumnStatisticsTaskSettings GetColumnStatisticsTaskRun
     GetColumnStatisticsTaskRuns GetColumnStatisticsTaskSettings ListColumnStatisticsTaskRuns
     StartColumnStatisticsTaskRun StartColumnStatisticsTaskRunSchedule StopColumnStatisticsTaskRun
     StopColumnStatisticsTaskRunSchedule UpdateColumnStatisticsTaskSettings`,
  ],
  [
    'data quality is tested by dbt',
    `BatchGetDataQualityResult BatchGetDataQualityResultV2 BatchGetDataQualityRulesetEvaluationRun
     BatchPutDataQualityStatisticAnnotation CancelDataQualityRuleRecommendationRun
     CancelDataQualityRulesetEvaluationRun CreateDataQualityEvaluationConfig CreateDataQualityRuleset
     DeleteDataQualityEvaluationConfig DeleteDataQualityRuleset GetDataQualityEvaluationConfig GetDataQualityModel
     GetDataQualityModelResult GetDataQualityResult GetDataQualityResultV2 GetDataQualityRuleRecommendationRun
     GetDataQualityRuleset GetDataQualityRulesetEvaluationRun ListDataQualityEvaluationConfigs ListDataQualityResults
     ListDataQualityResultsV2 ListDataQualityRuleRecommendationRuns ListDataQualityRulesetEvaluationRuns
     ListDataQualityRulesets ListDataQualityStatisticAnnotations ListDataQualityStatistics PublishDataQualityResultV2
     PutDataQualityProfileAnnotation StartDataQualityRuleRecommendationRun StartDataQualityRulesetEvaluationRun
     UpdateDataQualityEvaluationConfig UpdateDataQualityRuleset`,
  ],
  [
    'there is no schema registry',
    `CheckSchemaVersionValidity CreateRegistry CreateSchema DeleteRegistry DeleteSchema DeleteSchemaVersions
     GetRegistry GetSchema GetSchemaByDefinition GetSchemaVersion GetSchemaVersionsDiff ListSchemaVersions
     PutSchemaVersionMetadata QuerySchemaVersionMetadata RegisterSchemaVersion RemoveSchemaVersionMetadata
     UpdateRegistry UpdateSchema`,
  ],
  [
    'there are no connections to other systems',
    `BatchDeleteConnection BatchGetCustomEntityTypes CreateConnection CreateCustomEntityType
     CreateGlueIdentityCenterConfiguration CreateIntegration CreateIntegrationResourceProperty
     CreateIntegrationTableProperties DeleteConnection DeleteConnectionType DeleteCustomEntityType
     DeleteGlueIdentityCenterConfiguration DeleteIntegration DeleteIntegrationResourceProperty
     DeleteIntegrationTableProperties DescribeConnectionType DescribeEntity DescribeInboundIntegrations
     DescribeIntegrations GetConnection GetCustomEntityType GetEntityRecords GetGlueIdentityCenterConfiguration
     GetIntegrationResourceProperty GetIntegrationTableProperties ListConnectionTypes ListCustomEntityTypes
     ListEntities ListIntegrationResourceProperties ListIntegrationTableProperties ModifyIntegration
     RegisterConnectionType TestConnection UpdateConnection UpdateGlueIdentityCenterConfiguration
     UpdateIntegrationResourceProperty UpdateIntegrationTableProperties`,
  ],
  [
    'there are no business glossaries or assets',
    `AssociateGlossaryTerms BatchGetIterableForms CreateGlossary CreateGlossaryTerm DeleteAsset DeleteAssetType
     DeleteAttachment DeleteFormType DeleteGlossary DeleteGlossaryTerm DisassociateGlossaryTerms GetAsset
     GetAssetType GetFormType GetGlossary GetGlossaryTerm ListAssetTypes ListFormTypes ListGlossaries
     ListGlossaryTerms ListIterableForms PutAsset PutAssetType PutAttachment PutFormType SearchAssets UpdateAsset
     UpdateGlossary UpdateGlossaryTerm`,
  ],
  [
    'there are no crawlers, jobs, sessions or workflows: use Athena SQL or dbt',
    `BatchGetBlueprints BatchGetCrawlers BatchGetDevEndpoints BatchGetJobs BatchGetTriggers BatchGetWorkflows
     BatchStopJobRun CancelMLTaskRun CancelStatement CreateBlueprint CreateClassifier CreateCrawler CreateDevEndpoint
     CreateJob CreateMLTransform CreateScript CreateSession CreateTrigger CreateUsageProfile CreateWorkflow
     DeleteBlueprint DeleteClassifier DeleteCrawler DeleteDevEndpoint DeleteJob DeleteMLTransform DeleteSession
     DeleteTrigger DeleteUsageProfile DeleteWorkflow GetBlueprint GetBlueprintRun GetBlueprintRuns GetClassifier
     GetCrawler GetCrawlerMetrics GetDashboardUrl GetDataflowGraph GetDevEndpoint GetJob GetJobBookmark GetJobRun
     GetJobRuns GetJobUpgradeAnalysis GetMLTaskRun GetMLTaskRuns GetMLTransform GetMLTransforms GetMapping GetPlan
     GetSession GetSessionEndpoint GetStatement GetSystemLogsForJobRun GetSystemLogsForSession GetTrigger
     GetUsageProfile GetWorkflow GetWorkflowRun GetWorkflowRunProperties GetWorkflowRuns ListBlueprints ListCrawls
     ListDevEndpoints ListMLTransforms ListStatements ListUsageProfiles PutWorkflowRunProperties ResetJobBookmark
     ResumeWorkflowRun RunStatement StartBlueprintRun StartCrawler StartCrawlerSchedule StartExportLabelsTaskRun
     StartImportLabelsTaskRun StartJobRun StartJobUpgradeAnalysis StartMLEvaluationTaskRun
     StartMLLabelingSetGenerationTaskRun StartTrigger StartWorkflowRun StopCrawler StopCrawlerSchedule
     StopJobUpgradeAnalysis StopSession StopTrigger StopWorkflowRun UpdateBlueprint UpdateClassifier UpdateCrawler
     UpdateCrawlerSchedule UpdateDevEndpoint UpdateJob UpdateJobFromSourceControl UpdateMLTransform
     UpdateSourceControlFromJob UpdateTrigger UpdateUsageProfile UpdateWorkflow`,
  ],
]

export const refusedOperations: Record<string, string> = Object.fromEntries(
  groups.flatMap(([reason, names]) => names.split(/\s+/).map(name => [name, reason])),
)
