package dev.osmia.embedded.internal.jit;

import dev.osmia.embedded.internal.engine.CompiledCode;
import dev.osmia.embedded.internal.engine.HelperTable;
import dev.osmia.embedded.internal.engine.Interpreter;
import dev.osmia.embedded.internal.engine.LoadedProgram;
import dev.osmia.isa.Instruction;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

/** The class made of a program: one method a function, and the two entries of {@link CompiledCode}. */
final class ProgramCode {
    private static final String TAIL_CALL = dev.osmia.abi.Helper.TAIL_CALL.functionName();
    private static final MethodTypeDesc MAIN = MethodTypeDesc.of(CD_long, Descriptors.RUN, CD_long, CD_long, CD_long);
    private static final MethodTypeDesc FUNCTION = MethodTypeDesc.of(CD_long, CD_int, Descriptors.RUN, CD_long, CD_long,
            CD_long, CD_long, CD_long, CD_long);

    private final LoadedProgram loaded;
    private final Shape shape;
    private final long base;
    private final ClassDesc name;
    private final Constants constants;
    private final Lookups lookups;
    private final Map<Integer, Function> functions;

    private ProgramCode(LoadedProgram loaded, Shape shape, long base) {
        this.loaded = loaded;
        this.shape = shape;
        this.base = base;
        name = ClassDesc.of(ProgramCode.class.getPackageName(),
                "Program_" + loaded.spec().name().replaceAll("\\W", "_"));
        constants = new Constants(name);
        lookups = Lookups.of(loaded.code(), shape);
        functions = Flow.functions(loaded.code(), loaded.helpers(), shape::isReached);
    }

    /**
     * Compiles a program.
     *
     * @param base of the box that it lives in
     */
    static CompiledCode compile(LoadedProgram loaded, Shape shape, long base) {
        return new ProgramCode(loaded, shape, base).define();
    }

    /** The class file that is made of a program. */
    static byte[] classFile(LoadedProgram loaded, Shape shape, long base) {
        return new ProgramCode(loaded, shape, base).bytes();
    }

    private byte[] bytes() {
        return ClassFile.of().build(name, this::build);
    }

    private CompiledCode define() {
        byte[] bytes = bytes();
        List<Object> values = new ArrayList<>();
        constants.fields().forEach(field -> values.add(field.value()));
        try {
            MethodHandles.Lookup defined = MethodHandles.lookup().defineHiddenClassWithClassData(bytes, values, true);
            return (CompiledCode) defined.findConstructor(defined.lookupClass(),
                    java.lang.invoke.MethodType.methodType(void.class)).invoke();
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void build(ClassBuilder type) {
        ClassDesc parent = Descriptors.of(CompiledCode.class);
        type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(parent);
        type.withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0,
                code -> code.aload(0).invokespecial(parent, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_());
        for (Function function : functions.values()) {
            build(type, function);
        }
        type.withMethodBody("main", MAIN, ClassFile.ACC_PUBLIC, this::main);
        type.withMethodBody("function", FUNCTION, ClassFile.ACC_PUBLIC, this::entries);
        for (Constants.Field field : constants.fields()) {
            type.withField(field.name(), field.type(),
                    ClassFile.ACC_STATIC | ClassFile.ACC_FINAL | ClassFile.ACC_PRIVATE);
        }
        type.withMethodBody(ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_STATIC,
                this::initialise);
    }

    private void build(ClassBuilder type, Function function) {
        int flags = ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE;
        Parts parts = Parts.of(function, this::isReached, CodeSize.of(shape));
        FunctionFacts facts = FunctionFacts.of(function, this::isReached);
        if (parts.isWhole()) {
            type.withMethodBody(name(function), Registers.type(function), flags,
                    code -> PartCode.emit(this, facts, parts, parts.all().getFirst(), code));
            return;
        }
        type.withMethodBody(name(function), Registers.type(function), flags,
                code -> new Registers(function, parts, facts.webs(), code).drive(name,
                        number -> name(function) + "_" + number,
                        Interpreter.MAY_GOTO_BUDGET));
        for (Part part : parts.all()) {
            type.withMethodBody(name(function) + "_" + part.number(), Registers.partType(), flags,
                    code -> PartCode.emit(this, facts, parts, part, code));
        }
    }

    /** What the method of a function is called. */
    static String name(Function function) {
        return "f" + function.entry();
    }

    private void main(CodeBuilder code) {
        Function function = function(0);
        code.aload(code.parameterSlot(0));
        for (int register = 1; register <= 5; register++) {
            if (function.takes(register)) {
                if (register <= 2) {
                    code.lload(code.parameterSlot(register));
                } else {
                    code.lconst_0();
                }
            }
        }
        code.lload(code.parameterSlot(3))
                .invokestatic(name, name(function), Registers.type(function))
                .lreturn();
    }

    private void entries(CodeBuilder code) {
        Label none = code.newLabel();
        List<SwitchCase> cases = functions.keySet().stream().map(slot -> SwitchCase.of(slot, code.newLabel())).toList();
        code.iload(code.parameterSlot(0)).lookupswitch(none, cases);
        for (SwitchCase one : cases) {
            Function function = function(one.caseValue());
            code.labelBinding(one.target()).aload(code.parameterSlot(1));
            for (int register = 1; register <= 5; register++) {
                if (function.takes(register)) {
                    code.lload(code.parameterSlot(1 + register));
                }
            }
            code.lload(code.parameterSlot(7))
                    .invokestatic(name, name(function), Registers.type(function))
                    .lreturn();
        }
        code.labelBinding(none)
                .iload(code.parameterSlot(0))
                .loadConstant("it is no function of the program")
                .invokestatic(Descriptors.GUARD, "refuse", MethodTypeDesc.of(Descriptors.FAULT, CD_int,
                        ConstantDescs.CD_String))
                .athrow();
    }

    /** Takes the constants out of the class data. */
    private void initialise(CodeBuilder code) {
        if (!constants.fields().isEmpty()) {
            ClassDesc list = Descriptors.of(List.class);
            code.loadConstant(java.lang.constant.DynamicConstantDesc.ofNamed(MethodHandleDesc.ofMethod(
                    DirectMethodHandleDesc.Kind.STATIC, Descriptors.of(MethodHandles.class), "classData",
                    MethodTypeDesc.of(CD_Object, Descriptors.of(MethodHandles.Lookup.class), ConstantDescs.CD_String,
                            ConstantDescs.CD_Class)),
                    ConstantDescs.DEFAULT_NAME, list));
            int values = code.allocateLocal(java.lang.classfile.TypeKind.REFERENCE);
            code.astore(values);
            int index = 0;
            for (Constants.Field field : constants.fields()) {
                code.aload(values)
                        .loadConstant(index++)
                        .invokeinterface(list, "get", MethodTypeDesc.of(CD_Object, CD_int))
                        .checkcast(field.type())
                        .putstatic(name, field.name(), field.type());
            }
        }
        code.return_();
    }

    LoadedProgram loaded() {
        return loaded;
    }

    Shape shape() {
        return shape;
    }

    HelperTable helpers() {
        return loaded.helpers();
    }

    long base() {
        return base;
    }

    ClassDesc name() {
        return name;
    }

    Lookups lookups() {
        return lookups;
    }

    Constants constants() {
        return constants;
    }

    Function function(int entry) {
        return Objects.requireNonNull(functions.get(entry));
    }

    boolean isReached(int slot) {
        return shape.isReached(slot);
    }

    static boolean isTailCall(HelperTable.Entry helper) {
        return helper.name().equals(TAIL_CALL);
    }

    /** Whether another program may go on in place of a function. */
    boolean tailCalls(Function function) {
        return function.body()
                .stream()
                .anyMatch(placed -> placed.instruction() instanceof Instruction.CallRegister
                        || placed.instruction() instanceof Instruction.CallHelper(var id)
                                && helpers().has(id) && isTailCall(helpers().helper(id)));
    }
}
