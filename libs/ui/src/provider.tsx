import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, use, useMemo, type ReactNode } from 'react';
import { ApiProblem, needsSignIn } from './api-problem.js';
import { createFormat, type Format } from './format.js';
import { cssVariables, theme } from './theme.js';

const FormatContext = createContext<Format>(createFormat());

/** Numbers and times in the reader's locale. */
export const useFormat = (): Format => use(FormatContext);

/** A refusal (4xx) stays one; only what may pass by itself is asked again. */
function mayPass(failures: number, error: Error): boolean {
  if (error instanceof ApiProblem && error.kind !== 'offline' && error.status < 500) return false;
  return failures < 2;
}

/** Under it an app keeps who looks, if it cares. */
export const SESSION_KEY = ['session'] as const;

/** Whatever is answered with "sign in first" has who looks asked again, so that the page shows what they may see now. */
export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (needsSignIn(error)) void client.invalidateQueries({ queryKey: SESSION_KEY });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: mayPass, staleTime: 10_000, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

/** Numbers and times of what is in another language than the reader's device. @param locale BCP 47; the device's own when left out */
export function Locale({ children, locale }: { children: ReactNode; locale?: string | undefined }) {
  const format = useMemo(() => createFormat(locale), [locale]);
  return <FormatContext value={format}>{children}</FormatContext>;
}

/**
 * Theme, locale and query cache around an app.
 * @param queries where the app has begun to ask before it is drawn
 */
export function UiProvider({ children, queries }: { children: ReactNode; queries: QueryClient }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Locale>{children}</Locale>
      </QueryClientProvider>
    </MantineProvider>
  );
}
