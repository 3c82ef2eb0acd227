/** JMH benchmarks of the kernels scoring spends its time in, at the sizes of ordinary tasks. Run by test/benchmarks.sh. */
package dev.plumbline.benchmarks;
