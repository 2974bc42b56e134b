// Holds an HNSW graph in a separate thread: adding and searching never block the server.
import { type HnswAnswer, HnswGraph, type HnswTask } from './hnsw-graph.js';

const graph = new HnswGraph();

export default (task: HnswTask): HnswAnswer => graph.run(task);
