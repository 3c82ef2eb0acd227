/**
 * Work done on a cluster of Apache Spark 4: texts encoded, corpora searched, training texts looked up among test texts. The
 * driver cuts a request into blocks of texts of near length; each executor process opens the model once, and all its tasks
 * share it; vectors come back block by block and are put where their texts stand, so that neither cut nor order can be seen in
 * them. A search sends blocks of vectors and merges lists of the best, which is the same in any order.
 */
@NullMarked
package dev.plumbline.spark;

import org.jspecify.annotations.NullMarked;
