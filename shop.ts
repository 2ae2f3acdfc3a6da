export const taskHandlers = { 'sqs:sendMessage': () => ({}) }
