package dev.plumbline.spark;

import dev.plumbline.ground.PlumblineException;
import dev.plumbline.harness.engine.ModelRecipe;
import dev.plumbline.tasks.Role;
import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/** A task: the one block of a partition, encoded by the executor's model. */
final class EncodeBlock extends AbstractFunction2<TaskContext, Iterator<String[]>, BlockReply> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ModelRecipe recipe;
    private final String prompt;
    private final Role role;

    EncodeBlock(ModelRecipe recipe, String prompt, Role role) {
        this.recipe = recipe;
        this.prompt = prompt;
        this.role = role;
    }

    @Override
    public BlockReply apply(TaskContext context, Iterator<String[]> blocks) {
        String[] texts = blocks.next();
        try {
            return ExecutorModel.of(recipe, context).encode(texts, prompt, role);
        } catch (PlumblineException e) {
            return BlockReply.failed(
                    e, SparkEnv.get().blockManager().blockManagerId().host());
        }
    }
}
