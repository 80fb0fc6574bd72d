import { readSchemas } from '../zod.js';

export async function show(root, api, id) {
  const schema = (await readSchemas(api.http.baseUrl))('State');
  const { document } = await api.get(id);
  const [right, wrong] = [document, { ...document, version: 'one' }].map((state) =>
    schema.safeParse(state),
  );
  const paths = wrong.error.issues.map(({ path }) => path.join('.'));
  root.textContent = `${right.success}, ${wrong.success} at ${paths}`;
}
