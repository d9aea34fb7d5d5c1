export declare function withoutJsonSchemas(): {
  name: string;
  enforce: 'pre';
  transform(code: string, id: string): string | null;
};
