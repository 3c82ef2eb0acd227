/**
 * Indexes of search engines as searchers: Lucene's in this process, Elasticsearch's and OpenSearch's over their common API. An
 * index holds a task's corpus, each document under the task's id; analysis, mapping and queries are its owner's.
 */
@NullMarked
package dev.plumbline.search;

import org.jspecify.annotations.NullMarked;
