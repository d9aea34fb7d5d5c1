import { FlowSankey } from '@bakeloop/ui/charts';
import type { ComponentProps } from 'react';

/** A module of its own, so that the charts load only when a picture is near the screen. */
export const FlowPicture = (props: ComponentProps<typeof FlowSankey>) => <FlowSankey {...props} />;
