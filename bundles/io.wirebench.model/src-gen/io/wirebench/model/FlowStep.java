/**
 */
package io.wirebench.model;


/**
 * <!-- begin-user-doc -->
 * A representation of the model object '<em><b>Flow Step</b></em>'.
 * <!-- end-user-doc -->
 *
 * <!-- begin-model-doc -->
 * Starts or stops a flow.
 * <!-- end-model-doc -->
 *
 * <p>
 * The following features are supported:
 * </p>
 * <ul>
 *   <li>{@link io.wirebench.model.FlowStep#getFlow <em>Flow</em>}</li>
 *   <li>{@link io.wirebench.model.FlowStep#isRunning <em>Running</em>}</li>
 * </ul>
 *
 * @see io.wirebench.model.ModelPackage#getFlowStep()
 * @model
 * @generated
 */
public interface FlowStep extends Step {
	/**
	 * Returns the value of the '<em><b>Flow</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Name of the flow.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Flow</em>' attribute.
	 * @see #setFlow(String)
	 * @see io.wirebench.model.ModelPackage#getFlowStep_Flow()
	 * @model
	 * @generated
	 */
	String getFlow();

	/**
	 * Sets the value of the '{@link io.wirebench.model.FlowStep#getFlow <em>Flow</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Flow</em>' attribute.
	 * @see #getFlow()
	 * @generated
	 */
	void setFlow(String value);

	/**
	 * Returns the value of the '<em><b>Running</b></em>' attribute.
	 * The default value is <code>"true"</code>.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * true: start, false: stop.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Running</em>' attribute.
	 * @see #setRunning(boolean)
	 * @see io.wirebench.model.ModelPackage#getFlowStep_Running()
	 * @model default="true"
	 * @generated
	 */
	boolean isRunning();

	/**
	 * Sets the value of the '{@link io.wirebench.model.FlowStep#isRunning <em>Running</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Running</em>' attribute.
	 * @see #isRunning()
	 * @generated
	 */
	void setRunning(boolean value);

} // FlowStep
