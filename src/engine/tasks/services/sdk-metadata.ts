import { byteLength, type JsonObject } from '../../../json.ts'

/** The HTTP metadata that AWS's optimized integrations add to a response (recorded for lambda:invoke and states:startExecution). */
export const sdkMetadata = (
  headers: Record<string, string>,
  { requestId, statusCode = 200 }: { requestId: string; statusCode?: number },
): JsonObject => ({
  SdkHttpMetadata: {
    AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    HttpHeaders: headers,
    HttpStatusCode: statusCode,
  },
  SdkResponseMetadata: { RequestId: requestId },
})

export const httpDate = (ms: number): string => new Date(ms).toUTCString()

export const contentLength = (body: string): string => String(byteLength(body))
